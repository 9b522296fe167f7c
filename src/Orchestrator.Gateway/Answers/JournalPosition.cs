using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Orchestrator.Gateway.Answers;

/// <summary>The header that says at which journal position an answer is true.</summary>
internal static class JournalPosition
{
    public const string Header = "Journal-Position";

    public static void Write(HttpResponse response, long position)
    {
        response.Headers[Header] = position.ToString(CultureInfo.InvariantCulture);
        Activity.Current?.SetTag("orchestrator.journal.position", position);
    }
}
