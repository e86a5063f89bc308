'use strict';
const fs = require('fs');
const MOST = 12;

/** Sums up. Not rounded. */
function total(basket) {
  function inner() {}
  return 0;
}

const add = (basket, article) => basket.push(article);
const names = function* () {};

class Basket extends Array {
  static of(...articles) { return new Basket(articles); }
  #secret() {}
}

exports.refund = function (order) { return order; };
module.exports = { total, add };

describe('basket', () => {
  beforeEach(() => {});
  it('is empty at first', async () => {});
  describe(`when full`, function () {
    it.each([1, 2])("refuses %d", (n) => {});
    test.skip("later", () => {});
  });
});
