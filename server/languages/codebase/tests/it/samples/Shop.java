package com.example;

import java.util.List;

/**
 * Sells things. {@link Basket} is where they go.
 *
 * @author nobody
 */
@Service
public final class Shop<T extends Article> extends Base implements Seller {
    public static final int MOST = 12;
    private int count;

    public Shop(List<T> articles) {
        this.articles = articles;
    }

    /** Sells one. */
    @Override
    @Transactional(readOnly = true)
    public <R> R sell(T article, int count) throws SoldOut {
        Runnable r = new Runnable() { public void run() {} };
        return null;
    }

    private void hide() {}

    enum State { OPEN, CLOSED; boolean open() { return this == OPEN; } }
}

interface Seller {
    int LIMIT = 3;
    void close();
}

record Price(long cents, String currency) {}

@interface Marker {}

class ShopTest {
    @Test
    void sells() {}

    @ParameterizedTest(name = "x")
    void refuses(int count) {}

    void helper() {}
}
