/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.net.DatagramFlow;
import io.sluice.api.net.DatagramHandler;
import io.sluice.api.net.DatagramOptions;
import io.sluice.api.net.DatagramPort;
import io.sluice.api.net.DatagramRun;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DatagramFlowTest {
    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();
    private static final int SEGMENT = 1200;

    /** A unit: runs for targets, whose datagrams begin with their number. */
    private static final class Unit {
        final ByteBuffer bytes = ByteBuffer.allocate(1024 * 1024);
        final AtomicInteger numbers;

        Unit(AtomicInteger numbers) {
            this.numbers = numbers;
        }

        Unit run(int target, int size) {
            DatagramRun.begin(bytes, target, SEGMENT, size);
            for (int left = size; left > 0; left -= SEGMENT) {
                int one = Math.min(left, SEGMENT);
                bytes.putInt(numbers.getAndIncrement()).put(new byte[one - 4]);
            }
            return this;
        }

        byte[] done() {
            byte[] all = new byte[bytes.flip().remaining()];
            bytes.get(all);
            return all;
        }
    }

    /** Somebody who watches, with two ports. */
    private static final class Watcher implements AutoCloseable {
        final DatagramSocket first = new DatagramSocket(0, LOCAL);
        final DatagramSocket second = new DatagramSocket(0, LOCAL);
        final List<DatagramPort> ports = new ArrayList<>();
        final LinkedBlockingQueue<String> problems = new LinkedBlockingQueue<>();

        Watcher(BundleDatagrams datagrams, DatagramPort beside) throws Exception {
            for (DatagramSocket socket : List.of(first, second)) {
                socket.setSoTimeout(30_000);
                socket.setReceiveBufferSize(1 << 20);
                DatagramOptions options = DatagramOptions.any().at(LOCAL);
                DatagramPort neighbour = ports.isEmpty() ? beside : ports.get(0);
                DatagramPort port = datagrams
                        .open(neighbour == null ? options : options.beside(neighbour), opened -> new DatagramHandler() {
                            @Override
                            public void received(ByteBuffer datagram, InetSocketAddress from) {}

                            @Override
                            public void unreachable(String text) {
                                problems.add(text);
                            }

                            @Override
                            public void closed(Reason reason, String text) {}
                        })
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
                port.connect((InetSocketAddress) socket.getLocalSocketAddress());
                ports.add(port);
            }
        }

        /** Sizes of what comes at a socket, and the numbers are as expected. */
        static List<Integer> take(DatagramSocket socket, int count, int firstNumber) throws Exception {
            var sizes = new ArrayList<Integer>();
            var packet = new DatagramPacket(new byte[65_536], 65_536);
            for (int i = 0; i < count; i++) {
                packet.setLength(65_536);
                socket.receive(packet);
                assertThat(ByteBuffer.wrap(packet.getData()).getInt()).isEqualTo(firstNumber + i);
                sizes.add(packet.getLength());
            }
            return sizes;
        }

        @Override
        public void close() {
            first.close();
            second.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void eachRunGoesToItsTargetInItsDatagrams(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            var datagrams = new BundleDatagrams(rig.loops, "test");
            var feed = new FakeFeed(4 << 20, 1000);
            var ended = new LinkedBlockingQueue<Reason>();
            var numbers = new AtomicInteger();
            try (var watcher = new Watcher(datagrams, null)) {
                feed.append(new Unit(numbers)
                        .run(0, 5 * SEGMENT + 17)
                        .run(1, 90)
                        .run(7, 4000)
                        .done());
                DatagramFlow flow =
                        datagrams.play(feed, feed.open("test", Feed.Overflow.SKIP_TO_KEY), watcher.ports, ended::add);
                assertThat(Watcher.take(watcher.first, 6, 0)).containsExactly(1200, 1200, 1200, 1200, 1200, 17);
                assertThat(Watcher.take(watcher.second, 1, 6)).containsExactly(90);
                int next = numbers.get();
                feed.append(new Unit(numbers).run(0, 30).run(0, SEGMENT).done());
                assertThat(Watcher.take(watcher.first, 2, next)).containsExactly(30, 1200);
                feed.end(Reason.ENDED);
                assertThat(ended.poll(30, TimeUnit.SECONDS)).isEqualTo(Reason.ENDED);
                assertThat(feed.openCursors).hasValue(0);
                assertThat(feed.wakeUps).isEmpty();
                DatagramFlow.Counters counters = flow.counters();
                assertThat(counters.datagrams()).isEqualTo(9);
                assertThat(counters.bytes()).isEqualTo(5 * SEGMENT + 17 + 90 + 30 + SEGMENT);
                assertThat(counters.calls()).isEqualTo(transport.equals("epoll") ? 4 : 9);
                assertThat(counters.dropped()).isZero();
            }
            datagrams.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void aLargeBacklogGoesOutInBurstsAndNothingOfItIsLost(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            var datagrams = new BundleDatagrams(rig.loops, "test");
            var feed = new FakeFeed(4 << 20, 1000);
            var numbers = new AtomicInteger();
            try (var watcher = new Watcher(datagrams, null)) {
                for (int i = 0; i < 4; i++) {
                    feed.append(new Unit(numbers).run(0, 200 * SEGMENT).done());
                }
                DatagramFlow flow =
                        datagrams.play(feed, feed.open("test", Feed.Overflow.SKIP_TO_KEY), watcher.ports, reason -> {});
                Watcher.take(watcher.first, 800, 0);
                assertThat(flow.counters().dropped()).isZero();
                flow.detach();
                Eventually.holds("the cursor is closed", () -> feed.openCursors.get() == 0);
                assertThat(feed.wakeUps).isEmpty();
            }
            datagrams.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void endsWithItsPorts(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            var datagrams = new BundleDatagrams(rig.loops, "test");
            var feed = new FakeFeed(1 << 20, 1000);
            try (var watcher = new Watcher(datagrams, null)) {
                datagrams.play(feed, feed.open("test", Feed.Overflow.SKIP_TO_KEY), watcher.ports, reason -> {});
                watcher.ports.get(1).close(Reason.ENDED, "the viewer left");
                Eventually.holds("the cursor is closed", () -> feed.openCursors.get() == 0);
                assertThat(feed.wakeUps).isEmpty();
            }
            datagrams.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void oneWakeUpServesAllViewersOfALoop(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            var datagrams = new BundleDatagrams(rig.loops, "test");
            var feed = new FakeFeed(1 << 20, 1000);
            var numbers = new AtomicInteger();
            var watchers = new ArrayList<Watcher>();
            DatagramPort beside = null;
            for (int i = 0; i < 10; i++) {
                var watcher = new Watcher(datagrams, beside);
                beside = watcher.ports.get(0);
                watchers.add(watcher);
                datagrams.play(feed, feed.open("test", Feed.Overflow.SKIP_TO_KEY), watcher.ports, reason -> {});
            }
            for (int i = 0; i < 20; i++) {
                feed.append(new Unit(numbers).run(0, 2 * SEGMENT).done());
            }
            assertThat(feed.wakeUps).hasSizeLessThanOrEqualTo(1);
            for (Watcher watcher : watchers) {
                Watcher.take(watcher.first, 40, 0);
                watcher.close();
            }
            datagrams.stop();
            assertThat(feed.openCursors).hasValue(0);
        }
    }

    @Test
    void tellsOfAViewerThatIsGoneAndGoesOnForTheOthers() throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport("epoll"))) {
            var datagrams = new BundleDatagrams(rig.loops, "test");
            var feed = new FakeFeed(1 << 20, 1000);
            var numbers = new AtomicInteger();
            try (var gone = new Watcher(datagrams, null);
                    var stays = new Watcher(datagrams, gone.ports.get(0))) {
                for (Watcher watcher : List.of(gone, stays)) {
                    datagrams.play(feed, feed.open("test", Feed.Overflow.SKIP_TO_KEY), watcher.ports, reason -> {});
                }
                gone.close();
                for (int i = 0; i < 5; i++) {
                    feed.append(new Unit(numbers).run(0, 3 * SEGMENT).done());
                    Watcher.take(stays.first, 3, 3 * i);
                }
                assertThat(gone.problems.poll(30, TimeUnit.SECONDS)).containsIgnoringCase("nobody listens there");
                assertThat(stays.problems).isEmpty();
            }
            datagrams.stop();
        }
    }
}
