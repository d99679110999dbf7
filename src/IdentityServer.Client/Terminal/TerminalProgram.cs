using System.Runtime.InteropServices;
using IdentityServer.Client.Demonstration;

namespace IdentityServer.Client.Terminal;

/// <summary>The program: from a command line to an exit code.</summary>
internal sealed class TerminalProgram
{
    private readonly Screen screen;
    private readonly IReadOnlyDictionary<string, string> environment;
    private readonly TimeProvider time;

    public TerminalProgram(Screen screen, IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        this.screen = screen;
        this.environment = environment;
        this.time = time;
    }

    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        Request request = RequestParser.Parse(arguments);
        using var interrupted = new CancellationTokenSource();
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        try
        {
            return await RunAsync(request, interrupted.Token);
        }
        catch (Exception ex) when (interrupted.IsCancellationRequested && ex is OperationCanceledException or IdentityServerException)
        {
            // Ctrl+C reaches the server too, so its end can be seen before the cancellation is.
            return request is Request.Watch ? ClientExitCodes.Success : ClientExitCodes.Failure;
        }
        catch (IdentityServerException ex)
        {
            screen.Fail(ex);
            return ClientExitCodes.Failure;
        }
        catch (DemonstrationFailedException ex)
        {
            await screen.Error.WriteLineAsync($"The demonstration failed: {ex.Message}");
            return ClientExitCodes.Failure;
        }

        void Interrupt(PosixSignalContext context)
        {
            context.Cancel = true;
            interrupted.Cancel();
        }
    }

    private async Task<int> RunAsync(Request request, CancellationToken cancellationToken)
    {
        var session = new Session(screen, time);
        switch (request)
        {
            case Request.Help:
                await screen.Output.WriteLineAsync(RequestParser.Usage);
                break;
            case Request.Reject reject:
                await screen.Error.WriteLineAsync($"identity-client: {reject.Reason} See identity-client --help.");
                return ClientExitCodes.Usage;
            case Request.Get get:
                await session.GetAsync(get, cancellationToken);
                break;
            case Request.Watch watch:
                await session.WatchAsync(watch, cancellationToken);
                break;
            case Request.Invalidate invalidate:
                await session.InvalidateAsync(invalidate, cancellationToken);
                break;
            case Request.List list:
                await session.ListAsync(list, cancellationToken);
                break;
            case Request.Set set:
                await session.SetAsync(set, cancellationToken);
                break;
            case Request.Delete delete:
                await session.DeleteAsync(delete, cancellationToken);
                break;
            case Request.Demonstrate demonstrate:
                await new Demo(screen.Output, demonstrate.Server.Path, environment, time).RunAsync(cancellationToken);
                break;
        }

        return ClientExitCodes.Success;
    }
}
