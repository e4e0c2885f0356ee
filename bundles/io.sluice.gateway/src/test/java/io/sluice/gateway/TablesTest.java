/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tables that strangers can write into stay small, and forget in time. */
class TablesTest {
    private static final Identity ADMIN = new Identity("a", Role.ADMIN, Set.of(), Identity.Way.PASSWORD, 1);

    private long nowNs = Long.MAX_VALUE - 5; // the clock may wrap

    private void pass(long seconds) {
        nowNs += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void aSessionLastsAsLongAsItIsUsed() {
        Sessions sessions = new Sessions(() -> nowNs);
        String id = sessions.begin(ADMIN);
        assertThat(id).hasSize(43);
        for (int i = 0; i < 5; i++) {
            pass(TimeUnit.HOURS.toSeconds(11));
            assertThat(sessions.find(id, identity -> true)).isEqualTo(ADMIN);
        }
        pass(TimeUnit.HOURS.toSeconds(12));
        assertThat(sessions.find(id, identity -> true)).isNull();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void aSessionEndsWithTheRightsItWasBegunWith() {
        Sessions sessions = new Sessions(() -> nowNs);
        String id = sessions.begin(ADMIN);
        assertThat(sessions.find(id, identity -> false)).isNull();
        assertThat(sessions.find(id, identity -> true)).isNull();
        String other = sessions.begin(ADMIN);
        sessions.end(other);
        assertThat(sessions.find(other, identity -> true)).isNull();
        assertThat(sessions.find("made up", identity -> true)).isNull();
    }

    @Test
    void thereAreAThousandSessionsAndTheLongestUnusedGoesFirst() {
        Sessions sessions = new Sessions(() -> nowNs);
        String first = sessions.begin(ADMIN);
        String second = sessions.begin(ADMIN);
        for (int i = 0; i < 998; i++) {
            sessions.begin(ADMIN);
        }
        assertThat(sessions.find(first, identity -> true)).isNotNull();
        sessions.begin(ADMIN);
        assertThat(sessions.size()).isEqualTo(1000);
        assertThat(sessions.find(first, identity -> true)).isNotNull();
        assertThat(sessions.find(second, identity -> true)).isNull();
    }

    @Test
    void anExpiringTableForgets() {
        Expiring<String> table = new Expiring<>(2, TimeUnit.SECONDS.toNanos(10), () -> nowNs);
        table.put("a", "1");
        pass(6);
        table.put("b", "2");
        assertThat(table.get("a")).isEqualTo("1");
        pass(4);
        assertThat(table.get("a")).isNull();
        assertThat(table.get("b")).isEqualTo("2");
        table.put("c", "3");
        table.put("d", "4");
        assertThat(table.size()).isEqualTo(2);
        assertThat(table.get("b")).isNull();
        assertThat(table.remove("d")).isEqualTo("4");
        assertThat(table.remove("d")).isNull();
    }

    @Test
    void strangersHaveABucketEach() throws Exception {
        Rates rates = new Rates(() -> nowNs);
        InetAddress one = InetAddress.getByName("192.0.2.1");
        int admitted = 0;
        for (int i = 0; i < 1000; i++) {
            admitted += rates.admit(one) ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(100);
        assertThat(rates.admit(InetAddress.getByName("192.0.2.2"))).isTrue();
        pass(1);
        admitted = 0;
        for (int i = 0; i < 1000; i++) {
            admitted += rates.admit(one) ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(25);
    }

    @Test
    void theTableOfStrangersIsBounded() throws Exception {
        Rates rates = new Rates(() -> nowNs);
        for (int i = 0; i < 50_000; i++) {
            rates.admit(InetAddress.getByAddress(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i}));
        }
        assertThat(rates.size()).isEqualTo(10_000);
    }

    @Test
    void aPassIsGoodForOneRequestOnly() throws Exception {
        Passes passes = new Passes(() -> nowNs);
        Passes.Pass pass = new Passes.Pass(ADMIN, "GET", "/a", InetAddress.getLoopbackAddress(), false);
        String header = passes.issue(pass);
        assertThat(passes.take(header, "POST", "/a")).isNull();
        assertThat(passes.take(header, "GET", "/b")).isNull();
        assertThat(passes.take(null, "GET", "/a")).isNull();
        assertThat(passes.take("1.", "GET", "/a")).isNull();
        assertThat(passes.take("1.AAAA", "GET", "/a")).isNull();
        assertThat(passes.take("1.\u00e4", "GET", "/a")).isNull();
        assertThat(passes.take(header + "A", "GET", "/a")).isNull();
        assertThat(passes.take(header, "GET", "/a")).isEqualTo(pass);
        assertThat(passes.take(header, "GET", "/a")).isNull();
    }

    @Test
    void aPassOfAnotherStartOrOfLongAgoIsWorthNothing() throws Exception {
        Passes passes = new Passes(() -> nowNs);
        Passes.Pass pass = new Passes.Pass(ADMIN, "GET", "/a", InetAddress.getLoopbackAddress(), false);
        String foreign = new Passes(() -> nowNs).issue(pass);
        String old = passes.issue(pass);
        assertThat(passes.take(foreign, "GET", "/a")).isNull();
        pass(60);
        assertThat(passes.take(old, "GET", "/a")).isNull();
    }
}
