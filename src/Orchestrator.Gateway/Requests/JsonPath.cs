using System.Text;

namespace Orchestrator.Gateway.Requests;

/// <summary>The serializer's paths (<c>$.a[0]['b.c']</c>) as steps, and as callers write them (<c>a[0].b.c</c>).</summary>
internal static class JsonPath
{
    // A caller's own field names may be as long as a body.
    private const int MaxLength = 200;

    /// <summary>The steps of a path; a number in brackets is a step too.</summary>
    public static IReadOnlyList<string> Split(string? path)
    {
        List<string> steps = [];
        ReadOnlySpan<char> rest = path is null or "$" ? [] : path.AsSpan(1);
        while (!rest.IsEmpty)
        {
            if (rest.StartsWith("['"))
            {
                // The name may begin with a bracket itself.
                rest = rest[2..];
                int end = rest.IndexOf("']");
                if (end < 0) end = rest.Length;
                steps.Add(rest[..end].ToString());
                rest = rest[Math.Min(end + 2, rest.Length)..];
                continue;
            }

            bool index = rest[0] == '[';
            rest = rest[1..];
            int length = index ? rest.IndexOf(']') : rest.IndexOfAny('.', '[');
            if (length < 0) length = rest.Length;
            steps.Add(rest[..length].ToString());
            rest = rest[Math.Min(index ? length + 1 : length, rest.Length)..];
        }

        return steps;
    }

    /// <summary>The steps as a field's name; null for the body itself.</summary>
    public static string? Join(IReadOnlyList<string> steps)
    {
        if (steps.Count == 0) return null;
        var name = new StringBuilder();
        foreach (string step in steps)
        {
            if (step.Length > 0 && step.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0) name.Append('[').Append(step).Append(']');
            else name.Append(name.Length == 0 ? string.Empty : ".").Append(step);
        }

        return name.Length <= MaxLength ? name.ToString() : $"{name.ToString(0, MaxLength)}…";
    }
}
