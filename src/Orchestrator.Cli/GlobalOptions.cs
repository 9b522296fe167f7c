using System.CommandLine;
using System.CommandLine.Parsing;
using Orchestrator.Cli.Output;
using Orchestrator.Host;

namespace Orchestrator.Cli;

/// <summary>The options that every command takes.</summary>
internal sealed class GlobalOptions
{
    /// <summary>Where a host usually listens.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    private const string UrlVariable = "ORCHESTRATOR_URL";
    private const string TokenVariable = "ORCHESTRATOR_TOKEN";
    private const string TokenFileVariable = "ORCHESTRATOR_TOKEN_FILE";
    private const string DataVariable = "ORCHESTRATOR_DATA";

    /// <summary>The environment variables that count, and what for.</summary>
    public static IReadOnlyList<(string Name, string Meaning)> Variables { get; } =
    [
        (UrlVariable, "the host's address, in place of --url"),
        (TokenVariable, "the access token, in place of --token"),
        (TokenFileVariable, "a file with the access token, in place of --token-file"),
        (DataVariable, "the data folder, in place of --data, for commands that work on files"),
        ("ORCHESTRATOR_AGENT", "which agent commits or reserves files, in place of --agent there"),
        ("NO_COLOR", "no colours, whatever its value, in place of --no-color"),
    ];

    private static readonly string DefaultData = new OrchestratorHostOptions().Data;

    /// <summary>Makes them.</summary>
    public GlobalOptions(CliEnvironment environment)
    {
        Environment = environment;
        Url = new Option<Uri>("--url")
        {
            Description = $"The host's address; otherwise {UrlVariable}, otherwise {DefaultUrl}",
            HelpName = "URL",
            Recursive = true,
            CustomParser = result => ParseUrl(result.Tokens[0].Value, "--url", result),
            DefaultValueFactory = result => environment.Variable(UrlVariable) is { Length: > 0 } variable
                ? ParseUrl(variable, UrlVariable, result)
                : new Uri(DefaultUrl),
        };
        Token = new Option<string?>("--token")
        {
            Description = $"The access token, where the host wants one; better in {TokenVariable} than seen in a process list",
            HelpName = "TOKEN",
            Recursive = true,
        };
        TokenFile = new Option<FileInfo?>("--token-file")
        {
            Description = $"A file with the access token; otherwise {TokenFileVariable}",
            HelpName = "FILE",
            Recursive = true,
        };
        Json = new Option<bool>("--json")
        {
            Description = "Results as JSON, for programs; words for people go to standard error, a failure too, as a problem in JSON",
            Recursive = true,
        };
        NoColor = new Option<bool>("--no-color")
        {
            Description = "No colours, as with NO_COLOR; there are none anyway when the output is no terminal",
            Recursive = true,
        };
    }

    /// <summary>What surrounds the command.</summary>
    public CliEnvironment Environment { get; }

    /// <summary>The host's address.</summary>
    public Option<Uri> Url { get; }

    /// <summary>The access token.</summary>
    public Option<string?> Token { get; }

    /// <summary>A file with the access token.</summary>
    public Option<FileInfo?> TokenFile { get; }

    /// <summary>Whether results are JSON.</summary>
    public Option<bool> Json { get; }

    /// <summary>Whether a terminal is shown no colours.</summary>
    public Option<bool> NoColor { get; }

    /// <summary>Whether the environment names the host.</summary>
    public bool HasUrlVariable => !string.IsNullOrEmpty(Environment.Variable(UrlVariable));

    /// <summary>Whether a host's address was named; by the environment it is where nothing that was given says where the data is.</summary>
    /// <param name="arguments">What was given.</param>
    /// <param name="places">The command's options that say where the data is, in place of a host's address.</param>
    /// <exception cref="UsageException">An address was given and such an option too.</exception>
    public bool NamesHost(ParseResult arguments, params ReadOnlySpan<Option> places)
    {
        bool given = arguments.GetResult(Url) is { Implicit: false };
        foreach (Option place in places)
        {
            if (arguments.GetResult(place) is not { Implicit: false }) continue;
            return given ? throw new UsageException($"{place.Name} and --url exclude each other: the host that --url names has its own data") : false;
        }

        return given || HasUrlVariable;
    }

    /// <summary>The file with the access token that the environment names.</summary>
    public string? TokenFileOfEnvironment => Environment.Variable(TokenFileVariable);

    /// <summary>Whether the environment says where the data is.</summary>
    public bool HasDataVariable => !string.IsNullOrEmpty(Environment.Variable(DataVariable));

    /// <summary>Adds them to the root command, from where all others have them.</summary>
    public void AddTo(RootCommand root)
    {
        root.Options.Add(Url);
        root.Options.Add(Token);
        root.Options.Add(TokenFile);
        root.Options.Add(Json);
        root.Options.Add(NoColor);
    }

    /// <summary>Prints as was asked for.</summary>
    public CliOutput Output(ParseResult arguments) => new(Environment, arguments.GetValue(Json), colours: !arguments.GetValue(NoColor));

    /// <summary>The <c>--data</c> option of the commands that work on the files themselves.</summary>
    public Option<DirectoryInfo> Data(string description) => new("--data")
    {
        Description = $"{description}; otherwise {DataVariable}, otherwise {DefaultData}",
        HelpName = "DIR",
        DefaultValueFactory = _ => new DirectoryInfo(
            Environment.Variable(DataVariable) is { Length: > 0 } variable ? variable : DefaultData),
    };

    /// <summary>The access token: as given, else out of the file given, else of the environment, else out of the file it names.</summary>
    /// <exception cref="FailedException">The file can't be read, or is empty.</exception>
    public string? TokenOf(ParseResult arguments)
    {
        if (arguments.GetValue(Token) is { Length: > 0 } given) return given;
        if (arguments.GetValue(TokenFile) is { } file) return ReadToken(file.FullName);
        if (Environment.Variable(TokenVariable) is { Length: > 0 } variable) return variable;
        return Environment.Variable(TokenFileVariable) is { Length: > 0 } named ? ReadToken(named) : null;
    }

    private static string ReadToken(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } token ? token : throw new FailedException($"the token file {file} is empty");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FailedException($"the token file can't be read: {error.Message}", error);
        }
    }

    private static Uri ParseUrl(string text, string source, ArgumentResult result)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https") return url;
        result.AddError($"{source} must be an http or https address, such as {DefaultUrl}; it is '{text}'.");
        return new Uri(DefaultUrl);
    }
}
