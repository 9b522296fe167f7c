using System.Reflection;
using System.Reflection.Emit;

namespace Orchestrator.Simulation.Execution;

/// <summary>
/// Makes hash codes the same in every process, so that dictionaries list what they have in the same order and a seed that failed
/// in one process fails in the next. .NET chooses both seeds by chance at the start and has no setting for them.
/// </summary>
internal static class HashSeeds
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Sets them; to be called before anything that is compared between processes.</summary>
    public static void Fix()
    {
        Set("System.Marvin", "<DefaultSeed>k__BackingField", 42UL);
        Set("System.HashCode", "s_seed", 42U);
    }

    private static void Set<T>(string type, string name, T value)
    {
        FieldInfo field = typeof(object).Assembly.GetType(type)?.GetField(name, Any)
            ?? throw new NotSupportedException($"the simulation does not know the hash codes of .NET {Environment.Version}: there is no {type}.{name}");
        var method = new DynamicMethod("set", returnType: null, [typeof(T)], typeof(object).Module, skipVisibility: true);
        ILGenerator code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Stsfld, field);
        code.Emit(OpCodes.Ret);
        method.CreateDelegate<Action<T>>()(value);
    }
}
