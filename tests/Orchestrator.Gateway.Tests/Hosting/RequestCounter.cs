using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Orchestrator.Gateway.Tests.Hosting;

/// <summary>Counts the requests that came in and are not answered yet.</summary>
internal sealed class RequestCounter : IStartupFilter
{
    private int _active;

    public int Active => Volatile.Read(ref _active);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, rest) =>
        {
            Interlocked.Increment(ref _active);
            try
            {
                await rest(context);
            }
            finally
            {
                Interlocked.Decrement(ref _active);
            }
        });
        next(app);
    };
}
