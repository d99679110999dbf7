using IdentityServer.Core.Profiles;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Protocol;

namespace IdentityServer.Rpc;

/// <summary>The requests about profiles themselves: list, update, delete.</summary>
internal sealed class ProfileEndpoint
{
    private readonly ProfileStore store;
    private readonly ProfileEditor editor;
    private readonly ListingMapper listings;
    private readonly UpdateMapper updates;

    public ProfileEndpoint(ProfileStore store, ProfileEditor editor, ListingMapper listings, UpdateMapper updates)
    {
        this.store = store;
        this.editor = editor;
        this.listings = listings;
        this.updates = updates;
    }

    public ListProfilesResult List() => listings.ToWire(ProfileListing.Of(store.GetSnapshot()));

    public async Task<UpdateProfileResult> UpdateAsync(UpdateProfileParams parameters, CancellationToken cancellationToken)
    {
        RequestParams.Require(parameters, MethodNames.UpdateProfile);
        await editor.UpdateAsync(updates.ToDomain(parameters), cancellationToken);
        return new UpdateProfileResult();
    }

    public async Task<DeleteProfileResult> DeleteAsync(DeleteProfileParams parameters, CancellationToken cancellationToken)
    {
        RequestParams.Require(parameters, MethodNames.DeleteProfile);
        SsoSessionFate fate = parameters.Options?.DeleteUnsharedSsoSession == true ? SsoSessionFate.DeleteIfUnshared : SsoSessionFate.Keep;
        await editor.DeleteAsync(parameters.ProfileName, fate, cancellationToken);
        return new DeleteProfileResult();
    }
}
