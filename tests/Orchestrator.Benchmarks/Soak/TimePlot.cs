using System.Globalization;
using System.Text;

namespace Orchestrator.Benchmarks.Soak;

/// <summary>Lines over time as SVG, each in a strip of its own with its own scale from zero.</summary>
internal sealed class TimePlot(string title, IReadOnlyList<(string Name, IReadOnlyList<(double Minute, double Value)> Points)> lines, double loadEnds)
{
    private const int Width = 860;
    private const int Strip = 110;
    private const int Left = 70;
    private const int Right = 20;
    private const int Top = 34;
    private const int Gap = 30;
    private static readonly string[] Colours = ["#1f6feb", "#bf3989", "#1a7f37", "#9a6700", "#8250df"];

    public override string ToString()
    {
        double last = Math.Max(1, lines.SelectMany(line => line.Points).Select(point => point.Minute).DefaultIfEmpty(1).Max());
        int height = Top + (lines.Count * (Strip + Gap)) + 16;
        var svg = new StringBuilder();
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Line($"<rect width=\"{Width}\" height=\"{height}\" fill=\"#ffffff\"/>");
        Line($"<text x=\"{Left}\" y=\"18\" font-size=\"14\" font-weight=\"bold\">{title}</text>");
        for (int i = 0; i < lines.Count; i++) Draw(i);
        Line("</svg>");
        return svg.ToString();

        void Draw(int index)
        {
            var (name, points) = lines[index];
            int top = Top + (index * (Strip + Gap));
            double most = Round(points.Select(p => p.Value).DefaultIfEmpty(1).Max());
            double X(double minute) => Left + (minute / last * (Width - Left - Right));
            double Y(double value) => top + Strip - (value / most * Strip);
            Line($"<text x=\"{Left}\" y=\"{top - 4}\">{name}</text>");
            foreach (double share in (double[])[0, 0.5, 1])
            {
                Line($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{N(Y(share * most))}\" y2=\"{N(Y(share * most))}\" stroke=\"#d0d7de\"/>");
                Line($"<text x=\"{Left - 6}\" y=\"{N(Y(share * most) + 4)}\" text-anchor=\"end\">{(share * most).ToString("#,0.##", CultureInfo.InvariantCulture)}</text>");
            }

            if (loadEnds < last) Line($"<line x1=\"{N(X(loadEnds))}\" x2=\"{N(X(loadEnds))}\" y1=\"{top}\" y2=\"{top + Strip}\" stroke=\"#8c959f\" stroke-dasharray=\"4 3\"/>");
            Line($"<polyline fill=\"none\" stroke-width=\"1.2\" stroke=\"{Colours[index % Colours.Length]}\" points=\"{string.Join(' ', points.Select(p => $"{N(X(p.Minute))},{N(Y(p.Value))}"))}\"/>");
            double step = last > 30 ? 10 : last > 10 ? 5 : 1;
            for (double minute = 0; minute <= last; minute += step)
                Line($"<text x=\"{N(X(minute))}\" y=\"{top + Strip + 14}\" text-anchor=\"middle\" fill=\"#57606a\">{N(minute)}{(minute == 0 ? " min" : string.Empty)}</text>");
        }

        void Line(string text) => svg.Append(text).Append('\n');
    }

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    // Up to a number that reads well: 1, 2 or 5 times a power of ten, or a half between.
    private static double Round(double value)
    {
        if (value <= 0 || !double.IsFinite(value)) return 1;
        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        foreach (double step in (double[])[1, 1.5, 2, 3, 4, 5, 6, 8])
        {
            if (value <= step * power) return step * power;
        }

        return 10 * power;
    }
}
