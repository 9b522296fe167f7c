using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Runtime;

/// <summary>Finds the method of a class that implements a method of an interface.</summary>
internal static class ImplementationMap
{
    private static readonly ConcurrentDictionary<(Type Class, MethodInfo Method), MethodInfo> Known = new();

    /// <summary>Finds the method.</summary>
    public static MethodInfo Find(Type type, MethodInfo interfaceMethod) =>
        Known.GetOrAdd((type, interfaceMethod), static key =>
        {
            var map = key.Class.GetInterfaceMap(key.Method.DeclaringType!);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, key.Method)];
        });
}
