/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.auth.PeerGate.Outcome;
import io.sluice.auth.PeerGate.Verdict;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class PeerGateTest {
    private static final PeerKey PEER = new PeerKey(false, 1);

    private long nowNs = 7;
    private final PeerGate gate = new PeerGate(() -> nowNs);

    private long fail(String name) {
        assertThat(gate.enter(PEER).verdict()).isEqualTo(Verdict.ADMITTED);
        return gate.leave(PEER, name, Outcome.WRONG);
    }

    private static long seconds(long s) {
        return TimeUnit.SECONDS.toNanos(s);
    }

    @Test
    void fourFailuresAreFreeAndTheFollowingLockForTwiceAsLongEachTimeButAMinuteAtMost() {
        for (int i = 0; i < 4; i++) {
            assertThat(fail("a")).isZero();
        }
        for (long lock : new long[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
            assertThat(fail("a")).isEqualTo(seconds(lock));
            assertThat(gate.enter(PEER)).isEqualTo(new PeerGate.Entry(Verdict.LOCKED, seconds(lock)));
            nowNs += seconds(lock);
        }
    }

    @Test
    void oneAddressIsNotHeldForAnother() {
        for (int i = 0; i < 6; i++) {
            fail("a");
            nowNs += seconds(2);
        }
        assertThat(gate.enter(new PeerKey(false, 2)).verdict()).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void theRightPasswordStartsAnew() {
        for (int i = 0; i < 5; i++) {
            fail("a");
        }
        nowNs += seconds(1);
        gate.enter(PEER);
        gate.leave(PEER, "a", Outcome.RIGHT);

        assertThat(gate.size()).isZero();
        assertThat(fail("a")).isZero();
    }

    @Test
    void whoKnowsOnePasswordGetsNoFreeGuessesAtAnother() {
        for (int i = 0; i < 4; i++) {
            fail("admin");
            gate.enter(PEER);
            gate.leave(PEER, "viewer", Outcome.RIGHT);
        }
        assertThat(fail("admin")).isEqualTo(seconds(1));
    }

    @Test
    void attemptsAtOnceAreNoMoreThanOnesInTurn() {
        int admitted = 0;
        for (int i = 0; i < 100; i++) {
            admitted += gate.enter(PEER).verdict() == Verdict.ADMITTED ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
            gate.leave(PEER, "a", Outcome.WRONG);
        }
        assertThat(gate.enter(PEER).verdict()).isEqualTo(Verdict.ADMITTED);
        assertThat(gate.enter(PEER).verdict()).isEqualTo(Verdict.WAIT);
        assertThat(gate.leave(PEER, "a", Outcome.WRONG)).isEqualTo(seconds(1));
        assertThat(gate.enter(PEER).verdict()).isEqualTo(Verdict.LOCKED);
    }

    /** Whatever the order in which threads come and go. */
    @RepeatedTest(20)
    void threadsGetNoMoreThanFiveWrongAnswersBeforeTheLock() throws InterruptedException {
        AtomicInteger looked = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        for (int i = 0; i < 400; i++) {
            threads.execute(() -> {
                Verdict verdict = gate.enter(PEER).verdict();
                while (verdict == Verdict.WAIT && !Thread.interrupted()) {
                    Thread.onSpinWait();
                    verdict = gate.enter(PEER).verdict();
                }
                if (verdict == Verdict.ADMITTED) {
                    looked.incrementAndGet();
                    gate.leave(PEER, "a", Outcome.WRONG);
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

        // The clock stands still: nobody gets past the first lock.
        assertThat(looked).hasValue(5);
        assertThat(gate.enter(PEER).verdict()).isEqualTo(Verdict.LOCKED);
    }

    @Test
    void whatNobodyLookedAtDoesNotCount() {
        for (int i = 0; i < 20; i++) {
            gate.enter(PEER);
            assertThat(gate.leave(PEER, "a", Outcome.UNKNOWN)).isZero();
        }
        assertThat(gate.size()).isZero();
    }

    @Test
    void forgetsAfterAQuarterOfAnHour() {
        for (int i = 0; i < 4; i++) {
            fail("a");
        }
        nowNs += TimeUnit.MINUTES.toNanos(15) + 1;

        assertThat(fail("a")).isZero();
    }

    @Test
    void fiftyThousandAddressesAreTenThousandEntries() {
        for (int i = 0; i < 50_000; i++) {
            PeerKey peer = new PeerKey(true, i);
            gate.enter(peer);
            gate.leave(peer, "a", Outcome.WRONG);
        }
        assertThat(gate.size()).isEqualTo(PeerGate.MAX_PEERS);
    }

    @Test
    void aNetworkOfSixtyFourBitsIsOnePeer() throws UnknownHostException {
        assertThat(key("2001:db8:1:2::1")).isEqualTo(key("2001:db8:1:2:ffff::9"));
        assertThat(key("2001:db8:1:3::1")).isNotEqualTo(key("2001:db8:1:2::1"));
        assertThat(key("192.0.2.1")).isNotEqualTo(key("192.0.2.2"));
        assertThat(key("::ffff:192.0.2.1")).isEqualTo(key("192.0.2.1"));
    }

    private static PeerKey key(String address) throws UnknownHostException {
        return PeerKey.of(InetAddress.getByName(address));
    }
}
