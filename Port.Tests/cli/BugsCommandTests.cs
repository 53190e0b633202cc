// SPDX-License-Identifier: GPL-2.0-only
namespace linux.tests.cli;

public sealed class BugsCommandTests
{
    [Test]
    public Task All_bugs() => Verify(Run.WithoutPlaces(Run.Good("bugs")));

    [Test]
    public void One_bug_on_one_kernel()
    {
        Assert.That(Run.Good("bugs", "b1", "--kernel", "v5.7").Split('\n')[2..], Is.EqualTo(new[]
        {
            "kernel  on the port          the real kernel", "v5.7    0 data pages zeroed  0 data pages zeroed", "",
        }));
    }
}
