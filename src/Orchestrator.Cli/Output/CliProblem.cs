using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Cli.Output;

/// <summary>What failed in the command itself, in the shape of the host's problems (RFC 9457).</summary>
internal static class CliProblem
{
    /// <summary>The command line is wrong.</summary>
    public const string Usage = "usage";

    /// <summary>No host answered.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>Anything else.</summary>
    public const string Failed = "failed";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The problem on one line.</summary>
    /// <param name="code">One of the words above.</param>
    /// <param name="detail">What is wrong.</param>
    public static string Json(string code, string detail) => new JsonObject
    {
        ["type"] = $"urn:orchestrator:problem:{code}",
        ["title"] = code switch
        {
            Usage => "The command line is wrong",
            Unreachable => "No host answers",
            _ => "The command failed",
        },
        ["detail"] = detail,
        ["code"] = code,
    }.ToJsonString(Readable);
}
