using System.Diagnostics;
using Orleans.Diagnostics;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>Spans for grain calls, as Orleans names and tags them.</summary>
internal static class CallActivity
{
    /// <summary>Returns the source of spans for a call.</summary>
    public static ActivitySource SourceFor(IInvokable request) =>
        request.GetInterfaceType() is { Namespace: { } name } type && type.Assembly == typeof(CallActivity).Assembly
        && name.StartsWith("Orleans", StringComparison.Ordinal)
            ? ActivitySources.RuntimeGrainSource
            : ActivitySources.ApplicationGrainSource;

    /// <summary>Goes on with a call under its span.</summary>
    public static async Task Run(IGrainCallContext call, Activity activity)
    {
        activity.SetTag("rpc.system", "orleans");
        activity.SetTag("rpc.service", call.InterfaceName);
        activity.SetTag("rpc.method", $"{call.InterfaceName}/{call.MethodName}");
        if (activity.IsAllDataRequested)
        {
            activity.SetTag("rpc.orleans.target_id", call.TargetId.ToString());
            if (call.SourceId is { } source) activity.SetTag("rpc.orleans.source_id", source.ToString());
        }

        try
        {
            await call.Invoke();
            if (call.Response?.Exception is { } failure) Fail(activity, failure);
        }
        catch (Exception exception)
        {
            Fail(activity, exception);
            throw;
        }
        finally
        {
            activity.Stop();
        }
    }

    private static void Fail(Activity activity, Exception exception)
    {
        if (!activity.IsAllDataRequested) return;
        activity.SetStatus(ActivityStatusCode.Error);
        activity.SetTag("exception.type", exception.GetType().FullName);
        activity.SetTag("exception.message", exception.Message);
        activity.SetTag("exception.stacktrace", exception.ToString());
        activity.SetTag("exception.escaped", true);
    }
}
