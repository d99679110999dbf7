namespace IdentityServer.Core.Tests.Files;

/// <summary>A real watcher of the system whose failures come on command.</summary>
internal sealed class ScriptedWatcher(string path) : FileSystemWatcher(path)
{
    public void Fail(Exception exception) => OnError(new ErrorEventArgs(exception));
}
