namespace IdentityServer.LocalAws.Sessions;

/// <summary>
/// The credentials of an instance or a task: everyone who asks gets the same ones until five minutes before their end, as on real machines.
/// </summary>
internal sealed class RotatingSession
{
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(6);
    private static readonly TimeSpan RotatesBeforeEnd = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private readonly SessionMint mint;
    private readonly TimeProvider time;
    private MintedSession? current;
    private TimeSpan currentLifetime;

    public RotatingSession(SessionMint mint, TimeProvider time)
    {
        this.mint = mint;
        this.time = time;
    }

    public MintedSession Get(Principal principal, TimeSpan? lifetime)
    {
        TimeSpan wanted = lifetime ?? mint.LifetimeOverride ?? DefaultLifetime;
        lock (gate)
        {
            bool usable = current is not null
                && current.Principal == principal
                && currentLifetime == wanted
                && current.Expiration - time.GetUtcNow() > RotatesBeforeEnd;
            if (!usable)
            {
                current = mint.Mint(principal, wanted);
                currentLifetime = wanted;
            }

            return current!;
        }
    }
}
