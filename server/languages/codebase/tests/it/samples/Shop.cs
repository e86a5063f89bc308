using System;

namespace Example.Shop
{
    /// <summary>
    /// Sells things. And more.
    /// </summary>
    [ApiController]
    public sealed class Shop : ISeller
    {
        private const int Most = 12;
        public string Name { get; set; }

        public Shop(string name) => Name = name;

        /// <summary>Sells one.</summary>
        [HttpGet("{id}")]
        public async Task<Price> Sell<T>(T article, int count = 1) where T : IArticle
        {
            void Local() {}
            return null;
        }

        void Hidden() {}
    }

    public interface ISeller { void Close(); }
    public record Price(long Cents, string Currency);
    internal struct Point { }
    public enum State { Open, Closed }
    public delegate void Sold(object sender);

    public class ShopTests
    {
        [Fact]
        public void Sells() {}

        [Theory, InlineData(1)]
        public void Refuses(int count) {}
    }
}
