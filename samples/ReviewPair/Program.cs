using System.CommandLine;
using ReviewPair;

var root = new RootCommand("Two agents in two processes: one sends the files of a git repository for review, the other reviews them.")
{
    AuthorCommand.Create(),
    ReviewerCommand.Create(),
    RunCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
