using System.Text;
using Orchestrator.Delivery.Webhook;

namespace Orchestrator.Delivery.Tests.Webhook;

public sealed class WebhookSignatureTests
{
    [Fact]
    public void The_example_that_the_libraries_of_the_specification_test_with_is_signed_as_they_do()
    {
        var signature = new WebhookSignature(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]);
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            signature.Of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, Encoding.UTF8.GetBytes("{\"test\": 2432232314}")));
    }
}
