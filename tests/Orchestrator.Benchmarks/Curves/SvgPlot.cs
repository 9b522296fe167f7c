using System.Globalization;
using System.Net;
using System.Text;

namespace Orchestrator.Benchmarks.Curves;

/// <summary>Draws a curve's panels below one another as SVG; what grows goes to the right, logarithmically.</summary>
internal sealed class SvgPlot
{
    private const double Width = 760;
    private const double Left = 84;
    private const double Right = 230;
    private const double PanelHeight = 200;
    private const double PanelTop = 46;
    private const double PanelBottom = 34;

    private static readonly string[] Colours = ["#1f6feb", "#cf222e", "#1a7f37", "#9a6700", "#8250df", "#57606a"];

    private readonly Curve _curve;
    private readonly StringBuilder _svg = new();
    private readonly double _least;
    private readonly double _most;

    private SvgPlot(Curve curve)
    {
        _curve = curve;
        _least = Math.Log10(curve.Rows.Min(row => row[0]));
        _most = Math.Log10(curve.Rows.Max(row => row[0]));
    }

    public static string Draw(Curve curve) => new SvgPlot(curve).Draw();

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Label(double value) => value switch
    {
        >= 1e6 => $"{(value / 1e6).ToString("0.##", CultureInfo.InvariantCulture)}M",
        >= 1e4 => $"{(value / 1e3).ToString("0.##", CultureInfo.InvariantCulture)}k",
        _ => value.ToString("#,0.###", CultureInfo.InvariantCulture),
    };

    private string Draw()
    {
        double height = (_curve.Panels.Count * (PanelTop + PanelHeight + PanelBottom)) + 24;
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {N(Width)} {N(height)}" width="{N(Width)}" height="{N(height)}" font-family="sans-serif" font-size="12">""");
        Line("""<rect width="100%" height="100%" fill="#ffffff"/>""");
        Text(Left, 20, _curve.Title, "start", """font-size="15" font-weight="bold" """);
        for (int i = 0; i < _curve.Panels.Count; i++) Draw(_curve.Panels[i], 24 + (i * (PanelTop + PanelHeight + PanelBottom)) + PanelTop);
        Line("</svg>");
        return _svg.ToString();
    }

    private void Draw(Panel panel, double top)
    {
        int[] columns = [.. panel.Columns.Select(name => _curve.Columns.ToList().IndexOf(name))];
        double[] values = [.. _curve.Rows.SelectMany(row => columns.Select(c => row[c])).Where(v => double.IsFinite(v) && (v > 0 || !panel.Logarithmic))];
        if (values.Length == 0) return;
        double[] ticks = panel.Logarithmic ? Powers(values.Min(), values.Max()) : Steps(values.Max());
        double Y(double value) => top + (PanelHeight * (1 - (panel.Logarithmic
            ? Math.Log10(value / ticks[0]) / Math.Log10(ticks[^1] / ticks[0])
            : value / ticks[^1])));

        Text(Left, top - 10, panel.Title, "start", """font-weight="bold" """);
        foreach (double tick in ticks)
        {
            Line($"""<line x1="{N(Left)}" x2="{N(Width - Right)}" y1="{N(Y(tick))}" y2="{N(Y(tick))}" stroke="#d8dee4"/>""");
            Text(Left - 6, Y(tick) + 4, Label(tick), "end");
        }

        foreach (double x in _curve.Rows.Select(row => row[0]))
        {
            Line($"""<line x1="{N(X(x))}" x2="{N(X(x))}" y1="{N(top)}" y2="{N(top + PanelHeight)}" stroke="#eaeef2"/>""");
            Text(X(x), top + PanelHeight + 16, Label(x), "middle");
        }

        Text(Width - Right + 30, top + PanelHeight + 16, _curve.Columns[0], "start");
        for (int i = 0; i < columns.Length; i++)
        {
            string colour = Colours[i % Colours.Length];
            (double X, double Y)[] points =
                [.. _curve.Rows.Where(row => double.IsFinite(row[columns[i]]) && (row[columns[i]] > 0 || !panel.Logarithmic)).Select(row => (X(row[0]), Y(row[columns[i]])))];
            Line($"""<polyline fill="none" stroke-width="2" stroke="{colour}" points="{string.Join(' ', points.Select(p => $"{N(p.X)},{N(p.Y)}"))}"/>""");
            foreach ((double x, double y) in points) Line($"""<circle cx="{N(x)}" cy="{N(y)}" r="3" fill="{colour}"/>""");
            Line($"""<rect x="{N(Width - Right + 12)}" y="{N(top + (i * 20))}" width="12" height="12" fill="{colour}"/>""");
            Text(Width - Right + 30, top + (i * 20) + 10, panel.Columns[i], "start");
        }
    }

    private double X(double value) => Left + ((Width - Left - Right) * (_most > _least ? (Math.Log10(value) - _least) / (_most - _least) : 0.5));

    private static double[] Powers(double least, double most)
    {
        int from = (int)Math.Floor(Math.Log10(least));
        int to = Math.Max(from + 1, (int)Math.Ceiling(Math.Log10(most)));
        return [.. Enumerable.Range(from, to - from + 1).Select(power => Math.Pow(10, power))];
    }

    // Some four steps of 1, 2 or 5 times a power of ten.
    private static double[] Steps(double most)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(most, 1e-9) / 4)));
        double step = new[] { 1, 2, 5, 10 }.Select(times => times * power).First(size => most / size <= 5);
        return [.. Enumerable.Range(0, (int)Math.Ceiling(Math.Max(most, 1e-9) / step) + 1).Select(i => i * step)];
    }

    private void Text(double x, double y, string text, string anchor, string more = "") =>
        Line($"""<text x="{N(x)}" y="{N(y)}" text-anchor="{anchor}" fill="#1f2328" {more}>{WebUtility.HtmlEncode(text)}</text>""");

    private void Line(string text) => _svg.Append(text).Append('\n');
}
