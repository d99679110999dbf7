using System.Globalization;
using IdentityServer.Core.Profiles;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.Tests.Profiles;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IdentityServer.Core.Tests.SharedConfig.Editing;

/// <summary>Editors at the same files at the same time. Each editor has a lock of its own, as if it were a process of its own.</summary>
public sealed class ConcurrentEditTests : IDisposable
{
    private const int Editors = 8;
    private const int Edits = 100;

    private readonly EditBench bench = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task No_edit_of_eight_editors_is_lost()
    {
        bench.Config = "# mine\n\n[profile shared]\nregion = x\n";

        await Task.WhenAll(Enumerable.Range(0, Editors).Select(editor => Task.Run(() => EditAsync(bench.Editor(), editor), Ct)));

        ConfigSnapshot snapshot = bench.Snapshot();
        for (int editor = 0; editor < Editors; editor++)
        {
            for (int edit = 0; edit < Edits; edit++)
                Assert.Equal(Text(edit), snapshot.Profiles["shared"].Find($"from_{editor}_{edit}")?.Value);
            // One secret in ten goes to the other file, in the same edit.
            Assert.Equal(Text(Edits - 10), snapshot.Profiles[$"of {editor}"].Find("aws_session_token")?.Value);
        }

        Assert.StartsWith("# mine\n\n[profile shared]\nregion = x\n", bench.Config, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_waits_for_the_process_that_holds_the_lock()
    {
        bench.Config = "[profile dev]\n";
        var time = new FakeTimeProvider();
        using FileStream holder = Hold();
        Task edit = bench.Editor(time).SetAsync("dev", "region", "b", Ct);
        await AdvanceAsync(time, TimeSpan.FromSeconds(5), edit);
        Assert.False(edit.IsCompleted);

        await holder.DisposeAsync();
        await AdvanceAsync(time, TimeSpan.FromSeconds(5), edit);

        await edit;
        Assert.Equal("[profile dev]\nregion = b\n", bench.Config);
    }

    [Fact]
    public async Task Nobody_waits_for_ever()
    {
        bench.Config = "[profile dev]\n";
        var time = new FakeTimeProvider();
        using FileStream holder = Hold();
        Task edit = bench.Editor(time).SetAsync("dev", "region", "b", Ct);
        await AdvanceAsync(time, TimeSpan.FromSeconds(31), edit);

        IdentityException error = await Assert.ThrowsAsync<IdentityException>(() => edit);

        Assert.Equal(IdentityErrorCode.CannotWriteSharedConfig, error.Code);
        Assert.Contains("another process", error.Message, StringComparison.Ordinal);
        Assert.Equal("[profile dev]\n", bench.Config);
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        bench.Config = "[profile dev]\n";
        using FileStream holder = Hold();
        using var impatient = new CancellationTokenSource();
        Task edit = bench.Editor(new FakeTimeProvider()).SetAsync("dev", "region", "b", impatient.Token);
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => edit);
    }

    [Fact]
    public async Task What_a_program_without_the_lock_writes_meanwhile_is_kept()
    {
        bench.Config = "[profile dev]\nregion = a\n";
        // Between the write of the first file and that of the second, when the second has been read.
        var meanwhile = new ActingLogger(() => bench.Config = "[profile dev]\nregion = a\noutput = json\n");
        var editor = new ProfileEditor(
            new ProfileStore(bench.Locations, TimeProvider.System, NullLogger<ProfileStore>.Instance), bench.Locations, TimeProvider.System, meanwhile);

        await editor.UpdateAsync(new UpdateRow("dev", new() { ["aws_session_token"] = "t", ["region"] = "b" }).ToUpdate(), Ct);

        Assert.Equal("[profile dev]\nregion = b\noutput = json\n", bench.Config);
        Assert.Equal("[dev]\naws_session_token = t\n", bench.Credentials);
    }

    private static async Task EditAsync(ProfileEditor editor, int number)
    {
        for (int edit = 0; edit < Edits; edit++)
        {
            await editor.SetAsync("shared", $"from_{number}_{edit}", Text(edit), Ct);
            if (edit % 10 == 0)
                await editor.UpdateAsync(new UpdateRow($"of {number}", new() { ["region"] = Text(edit), ["aws_session_token"] = Text(edit) }).ToUpdate(), Ct);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private FileStream Hold() =>
        new(Path.Combine(bench.Folder, ".config.lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);

    // In small steps, with time for what each of them wakes.
    private static async Task AdvanceAsync(FakeTimeProvider time, TimeSpan by, Task edit)
    {
        var step = TimeSpan.FromMilliseconds(250);
        for (TimeSpan gone = TimeSpan.Zero; gone < by && !edit.IsCompleted; gone += step)
        {
            time.Advance(step);
            for (int turn = 0; turn < 20; turn++)
                await Task.Yield();
        }
    }

    /// <summary>Acts once, at the first line that tells of a written file.</summary>
    private sealed class ActingLogger(Action action) : ILogger<ProfileEditor>
    {
        private Action? next = action;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Information)
                Interlocked.Exchange(ref next, null)?.Invoke();
        }
    }
}
