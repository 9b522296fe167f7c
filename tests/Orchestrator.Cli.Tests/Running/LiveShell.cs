using System.Text;

namespace Orchestrator.Cli.Tests.Running;

/// <summary>Runs a command that goes on, and looks at what it prints meanwhile.</summary>
/// <param name="shell">Has the variables.</param>
public sealed class LiveShell(Shell shell)
{
    private readonly SharedWriter _out = new();
    private readonly SharedWriter _error = new();

    /// <summary>Whether the command believes that a person looks.</summary>
    public bool IsTerminal { get; init; }

    public async Task<CommandResult> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var environment = new CliEnvironment(
            TextReader.Null, _out, _error, IsTerminal, ErrorIsTerminal: false, shell.Variable, TimeProvider.System);
        int code = await CommandLine.RunAsync(arguments, environment, cancellationToken);
        return new CommandResult(code, _out.ToString(), _error.ToString());
    }

    /// <summary>Waits for something on standard output.</summary>
    public Task SeesAsync(Predicate<string> wanted) => Eventually.SeeAsync(() => Task.FromResult(_out.ToString()), wanted);

    /// <summary>Waits for something on standard error.</summary>
    public Task TellsAsync(Predicate<string> wanted) => Eventually.SeeAsync(() => Task.FromResult(_error.ToString()), wanted);

    private sealed class SharedWriter : TextWriter
    {
        private readonly StringBuilder _text = new();

        public SharedWriter() => CoreNewLine = ['\n'];

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            lock (_text) _text.Append(value);
        }

        public override void Write(string? value)
        {
            lock (_text) _text.Append(value);
        }

        public override string ToString()
        {
            lock (_text) return _text.ToString();
        }
    }
}
