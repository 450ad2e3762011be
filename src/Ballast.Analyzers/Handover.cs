using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Ballast.Analyzers;

/// <summary>Where a fresh Scalar or Tensor goes.</summary>
internal static class Handover
{
    /// <summary>Whether a fresh value goes into a call as argument, operand or receiver: nothing holds it while the call lasts.</summary>
    public static bool IsHandedOver(IOperation fresh)
    {
        var (value, user) = (fresh, fresh.Parent);
        while (PassesOn(user, value))
            (value, user) = (user!, user!.Parent);
        return user switch
        {
            IArgumentOperation or IBinaryOperation or IConversionOperation => true,
            ICompoundAssignmentOperation change => change.Value == value,
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments.Length: > 0 } } => true, // x[0] = 2
            IInvocationOperation call => call.Instance == value,
            IMemberReferenceOperation member => member.Instance == value,
            // a params array of a call
            IArrayInitializerOperation { Parent: IArrayCreationOperation { IsImplicit: true, Parent: IArgumentOperation } } => true,
            _ => false,
        };
    }

    /// <summary>Whether a dispose scope is in sight, in the same function: it holds tensors, though no Scalars.</summary>
    public static bool IsInScope(IOperation fresh)
    {
        for (var at = fresh; at.Parent is { } parent and not IAnonymousFunctionOperation and not ILocalFunctionOperation; at = parent)
        {
            if (parent is IUsingOperation scope && scope.Body == at && Opens(scope.Resources))
                return true;
            if (parent is not IBlockOperation block)
                continue;
            if (block.Operations.TakeWhile(before => before != at).Any(before => before is IUsingDeclarationOperation && Opens(before)))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether a fresh Scalar starts a local that nothing holds after its last use: one without <c>using</c> that is only ever
    /// read as argument, operand or receiver.
    /// </summary>
    public static bool StartsLooseLocal(IOperation fresh)
    {
        if (fresh.Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } || IsUsing(declarator))
            return false;
        IOperation root = declarator;
        while (root.Parent is { } parent)
            root = parent;
        var uses = root.Descendants()
            .OfType<ILocalReferenceOperation>()
            .Where(use => SymbolEqualityComparer.Default.Equals(use.Local, declarator.Symbol))
            .ToArray();
        return uses.Length > 0 && uses.All(use => IsPassing(use, declarator));
    }

    // brackets, choices and conversions that make nothing new
    private static bool PassesOn(IOperation? user, IOperation value) =>
        user switch
        {
            IParenthesizedOperation or IConversionOperation { OperatorMethod: null } or ICoalesceOperation => true,
            ISwitchExpressionArmOperation or ISwitchExpressionOperation => true,
            IConditionalOperation choice => choice.Condition != value,
            _ => false,
        };

    private static bool Opens(IOperation resources) =>
        resources.DescendantsAndSelf().Any(part => part is IInvocationOperation { TargetMethod.Name: "NewDisposeScope" });

    private static bool IsUsing(IOperation declarator)
    {
        for (var at = declarator.Parent; at is not null and not IBlockOperation; at = at.Parent)
            if (at is IUsingDeclarationOperation or IUsingOperation)
                return true;
        return false;
    }

    // a use that leaves no trace of the local behind: not disposed, kept alive, stored, returned or captured
    private static bool IsPassing(ILocalReferenceOperation use, IOperation declarator)
    {
        if (!IsHandedOver(use))
            return false;
        var user = use.Parent is IConversionOperation ? use.Parent.Parent : use.Parent;
        var call = (user is IArgumentOperation ? user.Parent : user) as IInvocationOperation;
        return call?.TargetMethod.Name is not ("Dispose" or "KeepAlive") && Function(use) == Function(declarator);
    }

    private static IOperation? Function(IOperation? at)
    {
        while (at is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation)
            at = at.Parent;
        return at;
    }
}
