using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>
/// Emits, for a grain interface, the class of its references and a class of requests for each method. This is
/// what Orleans's source generator does at build time.
/// </summary>
internal static class ReferenceEmitter
{
    private const MethodAttributes Implementation =
        MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig
        | MethodAttributes.NewSlot;

    private static readonly Lock Gate = new();
    private static readonly EmittedAssembly Assembly = new();

    private static readonly Type[] ConstructorParameters =
        [typeof(GrainCaller), typeof(GrainId), typeof(GrainInterface)];

    private static readonly ConstructorInfo BaseConstructor = typeof(GrainReference).GetConstructor(
        BindingFlags.Instance | BindingFlags.NonPublic, ConstructorParameters)!;

    /// <summary>Emits the classes and returns the maker of references.</summary>
    public static Func<GrainCaller, GrainId, GrainInterface, GrainReference> Emit(GrainInterface grainInterface)
    {
        lock (Gate)
        {
            Assembly.AllowAccessTo(grainInterface.Type);
            var builder = Assembly.DefineType($"{grainInterface.Type.FullName}.Reference", typeof(GrainReference));
            builder.AddInterfaceImplementation(grainInterface.Type);
            EmitConstructor(builder);
            foreach (var method in grainInterface.Methods)
            {
                EmitMethod(builder, method, RequestEmitter.Emit(Assembly, method));
            }

            return Maker(builder.CreateType());
        }
    }

    private static void EmitConstructor(TypeBuilder builder)
    {
        var il = builder.DefineConstructor(
            MethodAttributes.Public, CallingConventions.Standard, ConstructorParameters).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldarg_3);
        il.Emit(OpCodes.Call, BaseConstructor);
        il.Emit(OpCodes.Ret);
    }

    // Task<int> Ping(int a) => Send<int>(new Ping_Request { a = a });
    private static void EmitMethod(TypeBuilder builder, GrainMethod method, Type request)
    {
        var info = method.Info;
        var body = builder.DefineMethod(
            $"{info.DeclaringType!.FullName}.{info.Name}",
            Implementation,
            info.ReturnType,
            [.. method.Parameters.Select(one => one.ParameterType)]);
        var il = body.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Newobj, request.GetConstructor(Type.EmptyTypes)!);
        for (var i = 0; i < method.Parameters.Length; i++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldarg, i + 1);
            il.Emit(OpCodes.Stfld, request.GetField(RequestEmitter.FieldName(i))!);
        }

        il.Emit(OpCodes.Call, SenderFor(method));
        il.Emit(OpCodes.Ret);
        builder.DefineMethodOverride(body, info);
    }

    private static MethodInfo SenderFor(GrainMethod method)
    {
        var name = method.ReturnKind switch
        {
            ReturnKind.Void => nameof(GrainReference.SendVoid),
            ReturnKind.Task => nameof(GrainReference.Send),
            _ when method.ResultType == typeof(VoidResult) => nameof(GrainReference.SendValueTask),
            _ => nameof(GrainReference.SendValueTaskOf),
        };
        var sender = typeof(GrainReference).GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic)!;
        return sender.IsGenericMethodDefinition ? sender.MakeGenericMethod(method.ResultType) : sender;
    }

    private static Func<GrainCaller, GrainId, GrainInterface, GrainReference> Maker(Type reference)
    {
        var maker = new DynamicMethod("New", typeof(GrainReference), ConstructorParameters, reference, skipVisibility: true);
        var il = maker.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Newobj, reference.GetConstructor(ConstructorParameters)!);
        il.Emit(OpCodes.Ret);
        RuntimeHelpers.RunClassConstructor(reference.TypeHandle);
        return maker.CreateDelegate<Func<GrainCaller, GrainId, GrainInterface, GrainReference>>();
    }
}
