using IdentityServer.Core.Profiles;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Protocol;

namespace IdentityServer.Rpc;

/// <summary>The requests about profiles themselves: list, update, delete.</summary>
internal sealed class ProfileEndpoint
{
    private readonly ProfileStore store;
    private readonly ListingMapper listings;

    public ProfileEndpoint(ProfileStore store, ListingMapper listings)
    {
        this.store = store;
        this.listings = listings;
    }

    public ListProfilesResult List() => listings.ToWire(ProfileListing.Of(store.GetSnapshot()));
}
