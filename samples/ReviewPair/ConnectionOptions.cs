using System.CommandLine;
using System.CommandLine.Parsing;

namespace ReviewPair;

/// <summary>The options by which all three commands find the host and name the agents.</summary>
internal static class ConnectionOptions
{
    private const string Default = "http://127.0.0.1:5080";

    /// <summary>The host.</summary>
    public static Option<Uri> Url() => new("--url")
    {
        Description = "The orchestrator's address",
        CustomParser = result => Parse(result.Tokens[0].Value, result),
        DefaultValueFactory = result => Parse(Environment.GetEnvironmentVariable("ORCHESTRATOR_URL") ?? Default, result),
    };

    /// <summary>The repository.</summary>
    public static Option<DirectoryInfo> Repository() => new("--repo")
    {
        Description = "A folder in a git repository",
        DefaultValueFactory = _ => new DirectoryInfo("."),
    };

    /// <summary>How far back.</summary>
    public static Option<int> Commits()
    {
        var option = new Option<int>("--commits")
        {
            Description = "How many of the newest commits are to be reviewed",
            DefaultValueFactory = _ => 1,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--commits must be at least 1.");
        });
        return option;
    }

    /// <summary>An agent's id.</summary>
    public static Option<string> Agent(string name, string value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    /// <summary>How long to wait for answers.</summary>
    public static Option<int> Timeout() => new("--timeout")
    {
        Description = "After how many seconds without any answer to give up",
        DefaultValueFactory = _ => 120,
    };

    private static Uri Parse(string text, ArgumentResult result)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https") return url;
        result.AddError($"--url must be an http or https address; it is '{text}'.");
        return new Uri(Default);
    }
}
