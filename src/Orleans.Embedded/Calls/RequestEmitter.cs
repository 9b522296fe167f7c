using System.Reflection;
using System.Reflection.Emit;

namespace Orleans.Runtime;

/// <summary>Emits the class of requests for one method: its arguments as fields, and how to call the method.</summary>
internal static class RequestEmitter
{
    private const string MethodField = "Method";

    private const MethodAttributes Override =
        MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig | MethodAttributes.Final;

    /// <summary>Emits the class.</summary>
    public static Type Emit(EmittedAssembly assembly, GrainMethod method)
    {
        var parent = typeof(GrainRequest<>).MakeGenericType(method.ResultType);
        var builder = assembly.DefineType($"{method.Owner.Type.FullName}.{method.Info.Name}.Request", parent);
        var known = builder.DefineField(MethodField, typeof(GrainMethod), FieldAttributes.Public | FieldAttributes.Static);
        var fields = method.Parameters.Select(
            (one, i) => builder.DefineField(FieldName(i), one.ParameterType, FieldAttributes.Public)).ToArray();
        builder.DefineDefaultConstructor(MethodAttributes.Public);
        EmitMethodGetter(builder, known);
        EmitInvoke(builder, method, fields);
        EmitGetArgument(builder, fields);
        EmitSetArgument(builder, fields);
        if (method.TokenIndex >= 0) EmitToken(builder, fields[method.TokenIndex]);

        var type = builder.CreateType();
        type.GetField(MethodField)!.SetValue(null, method);
        method.RequestType = type;
        return type;
    }

    /// <summary>The name of the field that holds an argument.</summary>
    public static string FieldName(int index) => $"Argument{index}";

    private static void EmitMethodGetter(TypeBuilder builder, FieldInfo known)
    {
        var il = OverrideOf(builder, "get_" + nameof(GrainRequest.Method)).GetILGenerator();
        il.Emit(OpCodes.Ldsfld, known);
        il.Emit(OpCodes.Ret);
    }

    // Task? InvokeOn(object target) => ((IPing)target).Ping(Argument0);
    private static void EmitInvoke(TypeBuilder builder, GrainMethod method, FieldInfo[] fields)
    {
        var il = OverrideOf(builder, nameof(GrainRequest.InvokeOn)).GetILGenerator();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, method.Info.DeclaringType!);
        foreach (var field in fields)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field);
        }

        il.Emit(OpCodes.Callvirt, method.Info);
        if (method.ReturnKind == ReturnKind.Void) il.Emit(OpCodes.Ldnull);
        if (method.ReturnKind == ReturnKind.ValueTask)
        {
            var local = il.DeclareLocal(method.Info.ReturnType);
            il.Emit(OpCodes.Stloc, local);
            il.Emit(OpCodes.Ldloca, local);
            il.Emit(OpCodes.Call, method.Info.ReturnType.GetMethod(nameof(ValueTask.AsTask))!);
        }

        il.Emit(OpCodes.Ret);
    }

    private static void EmitGetArgument(TypeBuilder builder, FieldInfo[] fields)
    {
        var il = OverrideOf(builder, nameof(GrainRequest.GetArgument)).GetILGenerator();
        foreach (var (field, next) in Cases(il, fields))
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field);
            if (field.FieldType.IsValueType) il.Emit(OpCodes.Box, field.FieldType);
            il.Emit(OpCodes.Ret);
            il.MarkLabel(next);
        }

        EmitOutOfRange(il);
    }

    private static void EmitSetArgument(TypeBuilder builder, FieldInfo[] fields)
    {
        var il = OverrideOf(builder, nameof(GrainRequest.SetArgument)).GetILGenerator();
        foreach (var (field, next) in Cases(il, fields))
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Unbox_Any, field.FieldType);
            il.Emit(OpCodes.Stfld, field);
            il.Emit(OpCodes.Ret);
            il.MarkLabel(next);
        }

        EmitOutOfRange(il);
    }

    private static void EmitToken(TypeBuilder builder, FieldInfo field)
    {
        var get = OverrideOf(builder, nameof(GrainRequest.GetCancellationToken)).GetILGenerator();
        get.Emit(OpCodes.Ldarg_0);
        get.Emit(OpCodes.Ldfld, field);
        get.Emit(OpCodes.Ret);

        var set = OverrideOf(builder, nameof(GrainRequest.SetCancellationToken)).GetILGenerator();
        set.Emit(OpCodes.Ldarg_0);
        set.Emit(OpCodes.Ldarg_1);
        set.Emit(OpCodes.Stfld, field);
        set.Emit(OpCodes.Ret);
    }

    private static IEnumerable<(FieldInfo Field, Label Next)> Cases(ILGenerator il, FieldInfo[] fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            var next = il.DefineLabel();
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Bne_Un, next);
            yield return (fields[i], next);
        }
    }

    private static void EmitOutOfRange(ILGenerator il)
    {
        il.Emit(OpCodes.Newobj, typeof(ArgumentOutOfRangeException).GetConstructor(Type.EmptyTypes)!);
        il.Emit(OpCodes.Throw);
    }

    private static MethodBuilder OverrideOf(TypeBuilder builder, string name)
    {
        var overridden = typeof(GrainRequest).GetMethod(name)!;
        var method = builder.DefineMethod(
            name, Override, overridden.ReturnType, [.. overridden.GetParameters().Select(one => one.ParameterType)]);
        builder.DefineMethodOverride(method, overridden);
        return method;
    }
}
