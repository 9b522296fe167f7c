using System.Text.Json;

namespace Orchestrator.Benchmarks.Soak.Traffic;

/// <summary>Agents that come, work for a moment under a name never seen before, and leave.</summary>
internal sealed class Guests(SoakHttp http, Observed observed)
{
    public async Task VisitAsync(long number, long due)
    {
        string name = $"guest-{number}";
        if (await http.PostAsync("/agents", new { id = name, name, type = "guest", team = "guests", capabilities = new[] { "visiting" } }) is null) return;
        await http.PostAsync($"/agents/{name}/heartbeat", new { status = "busy" });
        if (await http.PostAsync("/messages", new { from = Fleet.Name(number % Fleet.Agents), to = name, content = "welcome" }) is { } welcome)
        {
            if (await http.PostAsync("/messages", new { from = name, to = Fleet.Name(number % Fleet.Agents), content = "thanks", responseTo = welcome.GetProperty("id").GetString() }) is not null)
                observed.Send(due, 2);
            if (await http.GetAsync($"/agents/{name}/inbox?max=20&wait=5") is { } inbox)
            {
                foreach (JsonElement item in inbox.GetProperty("items").EnumerateArray())
                {
                    if (await http.PostAsync($"/agents/{name}/inbox/{item.GetProperty("messageId").GetString()}/ack", body: null) is not null
                        && item.GetProperty("message").GetProperty("content").GetString() == "welcome") observed.Acknowledgement();
                }
            }
        }

        await http.DeleteAsync($"/agents/{name}");
        observed.Other(due);
    }
}
