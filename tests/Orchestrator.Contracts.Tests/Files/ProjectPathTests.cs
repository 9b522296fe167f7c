using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Tests.Files;

public sealed class ProjectPathTests
{
    [Theory]
    [InlineData("/srv/app", "/srv/app")]
    [InlineData("/srv/app/", "/srv/app")]
    [InlineData("/srv//./x/../app", "/srv/app")]
    [InlineData("/../..", "/")]
    [InlineData(@"c:\work\app\", "C:/work/app")]
    [InlineData("app", "app")]
    [InlineData("/srv/über app", "/srv/über app")]
    public void A_project_has_one_spelling(string text, string path)
    {
        Assert.Equal(path, ProjectPath.Parse(text).Value);
        Assert.Equal(ProjectPath.Parse(path).Key, ProjectPath.Parse(text).Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(".")]
    [InlineData("../x")]
    [InlineData(@"c:\..\x")]
    [InlineData("/a\nb")]
    [InlineData(" /")]
    [InlineData("./ ")]
    [InlineData("a/../\u2028")]
    public void What_is_no_folder_is_refused(string text) =>
        Assert.Equal("project", Assert.Throws<ValidationException>(() => ProjectPath.Parse(text)).Field);
}
