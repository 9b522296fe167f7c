using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.Deploy.Tests.Support;

namespace Orchestrator.Deploy.Tests.Containers;

/// <summary>
/// An image as a folder: a Dockerfile's own instructions, carried out without a container engine. Each stage is a folder that
/// stands for its root; absolute paths in commands are mapped into it.
/// </summary>
internal sealed partial class Image
{
    private readonly Dictionary<string, string> _variables;
    private readonly Dictionary<string, string> _stages = new(StringComparer.Ordinal);
    private readonly string _folder;
    private readonly string _context;
    private string _root = string.Empty;
    private string _work = "/";

    private Image(string context, string folder, IReadOnlyDictionary<string, string> arguments) =>
        (_context, _folder, _variables) = (context, folder, new(arguments, StringComparer.Ordinal));

    /// <summary>The variables that the final stage sets.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>The command that a container runs.</summary>
    public IReadOnlyList<string> EntryPoint { get; private set; } = [];

    /// <summary>The command that says how a container is.</summary>
    public IReadOnlyList<string> HealthCheck { get; private set; } = [];

    /// <summary>Where a container's commands run, as a folder here.</summary>
    public string WorkingFolder => At(_work);

    /// <summary>Carries out a Dockerfile.</summary>
    /// <param name="file">The Dockerfile.</param>
    /// <param name="context">The folder that it copies from.</param>
    /// <param name="folder">Where the stages' roots are made.</param>
    /// <param name="arguments">Values for its arguments.</param>
    public static async Task<Image> BuildAsync(string file, string context, string folder, IReadOnlyDictionary<string, string> arguments)
    {
        var image = new Image(context, folder, arguments);
        foreach (Instruction instruction in Instruction.ReadAll(file)) await image.DoAsync(instruction);
        return image;
    }

    /// <summary>A path in a container as one here.</summary>
    public string At(string path) => Path.Combine(_root, path.TrimStart('/'));

    private async Task DoAsync(Instruction instruction)
    {
        string text = instruction.Text;
        switch (instruction.Keyword)
        {
            case "FROM":
                _root = Path.Combine(_folder, text.Split(' ')[^1]);
                _stages.Add(text.Split(' ')[^1], _root);
                _work = "/";
                Environment.Clear();
                break;
            case "ARG":
                string[] argument = text.Split('=', 2);
                if (argument.Length == 2) _variables.TryAdd(argument[0], argument[1]);
                break;
            case "WORKDIR":
                _work = text;
                Directory.CreateDirectory(WorkingFolder);
                break;
            case "COPY":
                Copy(text.Split(' '));
                break;
            case "RUN":
                string command = AbsolutePath().Replace(Expand(text), match => At(match.Value));
                (await Command.RunAsync(["sh", "-c", command], WorkingFolder, BuildEnvironment)).Succeeded();
                break;
            case "ENV":
                foreach (string pair in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    Environment[pair.Split('=', 2)[0]] = Expand(pair.Split('=', 2)[1]);
                break;
            case "HEALTHCHECK":
                HealthCheck = Exec(text[(text.IndexOf("CMD", StringComparison.Ordinal) + 3)..]);
                break;
            case "ENTRYPOINT":
                EntryPoint = Exec(text);
                break;
            case "LABEL" or "USER" or "VOLUME" or "EXPOSE" or "STOPSIGNAL":
                break; // nothing that a folder has
            default:
                throw new NotSupportedException($"{instruction.Keyword} is not carried out by this test: add it");
        }
    }

    // No server of the build system outlives the test.
    private static Dictionary<string, string> BuildEnvironment => new(StringComparer.Ordinal)
    {
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["UseSharedCompilation"] = "false",
    };

    private void Copy(IReadOnlyList<string> words)
    {
        string from = _context;
        if (words.FirstOrDefault(word => word.StartsWith("--from=", StringComparison.Ordinal)) is { } flag) from = _stages[flag["--from=".Length..]];
        string[] paths = [.. words.Where(word => !word.StartsWith("--", StringComparison.Ordinal))];
        string target = paths[^1].StartsWith('/') ? At(paths[^1]) : Path.Combine(WorkingFolder, paths[^1]);
        foreach (string path in paths[..^1])
        {
            string source = Path.Combine(from, path.TrimStart('/'));
            if (File.Exists(source))
            {
                Assert.EndsWith("/", target, StringComparison.Ordinal); // a folder is meant
                Directory.CreateDirectory(target);
                File.Copy(source, Path.Combine(target, Path.GetFileName(source)));
            }
            else
            {
                CopyFolder(source, target);
            }
        }
    }

    private static void CopyFolder(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (string folder in Directory.GetDirectories(source, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(target, Path.GetRelativePath(source, folder)));
        foreach (string file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(target, Path.GetRelativePath(source, file)), overwrite: true);
    }

    private string Expand(string text) => Variable().Replace(text, match =>
        _variables.TryGetValue(match.Groups["name"].Value, out string? value) ? value : throw new InvalidOperationException($"{match.Value} has no value"));

    private static string[] Exec(string text) => JsonSerializer.Deserialize<string[]>(text)!;

    [GeneratedRegex(@"\$\{(?<name>\w+)\}", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?<=\s)/[a-z][a-z/]*", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex AbsolutePath();
}
