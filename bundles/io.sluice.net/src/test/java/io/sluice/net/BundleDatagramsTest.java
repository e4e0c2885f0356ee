/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.net.DatagramHandler;
import io.sluice.api.net.DatagramOptions;
import io.sluice.api.net.DatagramPort;
import io.sluice.api.net.Datagrams;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BundleDatagramsTest {
    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();
    private static final DatagramOptions HERE = DatagramOptions.any().at(LOCAL);

    private static <T> T now(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static StreamException failure(CompletionStage<?> stage) throws Exception {
        try {
            now(stage);
        } catch (ExecutionException e) {
            return (StreamException) e.getCause();
        }
        throw new AssertionError("it opened");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    /** Remembers what came. */
    private static final class Inbox implements DatagramHandler {
        final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        final BlockingQueue<InetSocketAddress> senders = new LinkedBlockingQueue<>();
        final BlockingQueue<String> problems = new LinkedBlockingQueue<>();
        final List<String> closed = new CopyOnWriteArrayList<>();

        @Override
        public void received(ByteBuffer datagram, InetSocketAddress from) {
            senders.add(from);
            texts.add(UTF_8.decode(datagram).toString());
        }

        @Override
        public void unreachable(String text) {
            problems.add(text);
        }

        @Override
        public void closed(Reason reason, String text) {
            closed.add(reason + ": " + text);
        }

        String next() throws InterruptedException {
            return texts.poll(30, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void sendsAndReceivesAndClosesWithItsBundle(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            var datagrams = new BundleDatagrams(rig.loops, "io.sluice.driver.test");
            var inbox = new Inbox();
            DatagramPort one = now(datagrams.open(HERE, port -> inbox));
            var other = new Inbox();
            DatagramPort two = now(datagrams.open(HERE.beside(one), port -> other));
            two.send(bytes("hello"), one.local());
            assertThat(inbox.next()).isEqualTo("hello");
            assertThat(inbox.senders.poll()).isEqualTo(two.local());
            var counters = new CompletableFuture<DatagramPort.Counters>();
            two.execute(() -> counters.complete(two.counters()));
            assertThat(now(counters).sent()).isEqualTo(1);
            assertThat(now(counters).sentBytes()).isEqualTo(5);
            datagrams.stop();
            assertThat(inbox.closed).containsExactly("BUNDLE_STOPPED: the bundle of io.sluice.driver.test was stopped");
            assertThat(other.closed).hasSize(1);
            assertThat(failure(datagrams.open(HERE, port -> inbox)).reason()).isEqualTo(Reason.BUNDLE_STOPPED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void twoOnOneLoopAreHandledByOneThread(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            var datagrams = new BundleDatagrams(rig.loops, "test");
            DatagramPort one = now(datagrams.open(HERE, port -> new Inbox()));
            for (int i = 0; i < 5; i++) {
                DatagramPort two = now(datagrams.open(HERE.beside(one), port -> new Inbox()));
                var threadOfOne = new CompletableFuture<Thread>();
                var threadOfTwo = new CompletableFuture<Thread>();
                one.execute(() -> threadOfOne.complete(Thread.currentThread()));
                two.execute(() -> threadOfTwo.complete(Thread.currentThread()));
                assertThat(now(threadOfOne)).isSameAs(now(threadOfTwo));
            }
            datagrams.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void aPairIsAnEvenPortAndTheNext(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            var datagrams = new BundleDatagrams(rig.loops, "test");
            for (int i = 0; i < 8; i++) {
                Datagrams.Pair pair = now(datagrams.openPair(HERE, port -> new Inbox(), port -> new Inbox()));
                assertThat(pair.rtp().local().getPort() % 2).isZero();
                assertThat(pair.rtcp().local().getPort())
                        .isEqualTo(pair.rtp().local().getPort() + 1);
            }
            datagrams.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void takesWhatIsFreeOfARange(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            var datagrams = new BundleDatagrams(rig.loops, "test");
            Datagrams.Pair first = now(datagrams.openPair(HERE, port -> new Inbox(), port -> new Inbox()));
            int even = first.rtp().local().getPort();
            StreamException busy =
                    failure(datagrams.openPair(HERE.ports(even, even + 1), port -> new Inbox(), port -> new Inbox()));
            assertThat(busy.reason()).isEqualTo(Reason.BUSY);
            assertThat(busy).hasMessage("no pair of ports is free between " + even + " and " + (even + 1));
            assertThat(failure(datagrams.open(HERE.port(even), port -> new Inbox())))
                    .hasMessage("UDP port " + even + " is already in use by another program");
            // One of the two is not enough.
            first.rtp().close(Reason.NONE, "");
            assertThat(failure(datagrams.openPair(HERE.ports(even, even + 1), port -> new Inbox(), port -> new Inbox()))
                            .reason())
                    .isEqualTo(Reason.BUSY);
            datagrams.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void hearsNobodyButThePeerItIsConnectedTo(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport));
                var stranger = new DatagramSocket(0, LOCAL);
                var friend = new DatagramSocket(0, LOCAL)) {
            friend.setSoTimeout(30_000);
            var datagrams = new BundleDatagrams(rig.loops, "test");
            var inbox = new Inbox();
            DatagramPort port = now(datagrams.open(HERE, opened -> inbox));
            port.connect((InetSocketAddress) friend.getLocalSocketAddress());
            port.send(bytes("hello"));
            var packet = new DatagramPacket(new byte[100], 100);
            friend.receive(packet);
            assertThat(packet.getLength()).isEqualTo(5);
            stranger.send(new DatagramPacket(new byte[3], 3, port.local()));
            friend.send(new DatagramPacket("it is me".getBytes(UTF_8), 8, port.local()));
            assertThat(inbox.next()).isEqualTo("it is me");
            assertThat(inbox.senders.poll()).isEqualTo(friend.getLocalSocketAddress());
            assertThat(inbox.texts).isEmpty();
            datagrams.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void sharedPortsAreToldApartByTheirPeers(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport));
                var a = new DatagramSocket(0, LOCAL);
                var b = new DatagramSocket(0, LOCAL)) {
            var datagrams = new BundleDatagrams(rig.loops, "test");
            var ofA = new Inbox();
            var ofB = new Inbox();
            DatagramOptions shared = HERE.sharing();
            DatagramPort toA = now(datagrams.open(shared, port -> ofA));
            toA.connect((InetSocketAddress) a.getLocalSocketAddress());
            DatagramPort toB = now(datagrams.open(shared.port(toA.local().getPort()), port -> ofB));
            toB.connect((InetSocketAddress) b.getLocalSocketAddress());
            toA.send(bytes("1")); // it is connected when this is on its way
            toB.send(bytes("2"));
            a.receive(new DatagramPacket(new byte[9], 9));
            b.receive(new DatagramPacket(new byte[9], 9));
            for (int i = 0; i < 20; i++) {
                a.send(new DatagramPacket("a".getBytes(UTF_8), 1, toA.local()));
                b.send(new DatagramPacket("b".getBytes(UTF_8), 1, toB.local()));
                assertThat(ofA.next()).isEqualTo("a");
                assertThat(ofB.next()).isEqualTo("b");
            }
            datagrams.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void tellsThatNobodyListens(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            InetSocketAddress nobody;
            try (var gone = new DatagramSocket(0, LOCAL)) {
                nobody = (InetSocketAddress) gone.getLocalSocketAddress();
            }
            var datagrams = new BundleDatagrams(rig.loops, "test");
            var inbox = new Inbox();
            DatagramPort port = now(datagrams.open(HERE, opened -> inbox));
            port.connect(nobody);
            port.send(bytes("is anybody there?"));
            assertThat(inbox.problems.poll(30, TimeUnit.SECONDS)).isEqualTo("nobody listens there");
            assertThat(inbox.closed).isEmpty();
            datagrams.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void dropsWhatIsTooLargeOrTooMuch(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport));
                var peer = new DatagramSocket(0, LOCAL)) {
            var datagrams = new BundleDatagrams(rig.loops, "test");
            DatagramPort port = now(datagrams.open(HERE, opened -> new Inbox()));
            var to = (InetSocketAddress) peer.getLocalSocketAddress();
            port.send(ByteBuffer.allocate(65_508), to);
            port.send(bytes("not connected"));
            var held = new CompletableFuture<Void>();
            var counters = new CompletableFuture<DatagramPort.Counters>();
            port.execute(held::join); // the loop is busy, nothing is written meanwhile
            for (int i = 0; i < 300; i++) {
                port.send(ByteBuffer.allocate(1000), to);
            }
            port.execute(() -> counters.complete(port.counters()));
            held.complete(null);
            DatagramPort.Counters counted = now(counters);
            assertThat(counted.sent()).isEqualTo(256 * 1024 / 1064);
            assertThat(counted.dropped()).isEqualTo(2 + 300 - 256 * 1024 / 1064);
            datagrams.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void aHandlerThatThrowsLosesItsSocketOnly(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            var datagrams = new BundleDatagrams(rig.loops, "test");
            var closed = new LinkedBlockingQueue<Reason>();
            DatagramPort broken = now(datagrams.open(HERE, port -> new DatagramHandler() {
                @Override
                public void received(ByteBuffer datagram, InetSocketAddress from) {
                    throw new IllegalStateException("broken");
                }

                @Override
                public void closed(Reason reason, String text) {
                    closed.add(reason);
                }
            }));
            var inbox = new Inbox();
            DatagramPort good = now(datagrams.open(HERE.beside(broken), port -> inbox));
            broken.schedule(() -> closed.add(Reason.NONE), 60_000);
            good.send(bytes("x"), broken.local());
            assertThat(closed.poll(30, TimeUnit.SECONDS)).isEqualTo(Reason.FAILED);
            good.send(bytes("y"), good.local());
            assertThat(inbox.next()).isEqualTo("y");
            datagrams.stop();
            assertThat(closed).isEmpty();
        }
    }

    @Test
    void countsWhatTheSystemThrewAway() throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport("epoll"));
                var sender = new DatagramSocket(0, LOCAL)) {
            var datagrams = new BundleDatagrams(rig.loops, "test");
            DatagramPort port = now(datagrams.open(HERE.buffers(4096, 0), opened -> new Inbox()));
            assertThat(port.receiveBufferBytes()).isGreaterThanOrEqualTo(4096);
            var held = new CompletableFuture<Void>();
            port.execute(held::join);
            int count = 200;
            for (int i = 0; i < count; i++) {
                sender.send(new DatagramPacket(new byte[1000], 1000, port.local()));
            }
            held.complete(null);
            Eventually.holds("all is accounted for", () -> {
                var counters = new CompletableFuture<DatagramPort.Counters>();
                port.execute(() -> counters.complete(port.counters()));
                DatagramPort.Counters now = counters.join();
                return now.overflowed() > 0 && now.received() + now.overflowed() == count;
            });
            datagrams.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void receivesWhatIsSentToAGroup(String transport) throws Exception {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(LOCAL);
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            var datagrams = new BundleDatagrams(rig.loops, "test");
            var any = new Inbox();
            DatagramPort listener = now(datagrams.open(DatagramOptions.any(), port -> any));
            InetAddress group = InetAddress.getByName("239.255.7.3");
            now(listener.join(group, null, loopback));
            var selective = new Inbox();
            DatagramPort specific = now(datagrams.open(DatagramOptions.any(), port -> selective));
            InetAddress ssm = InetAddress.getByName("232.7.7.3");
            now(specific.join(ssm, LOCAL, loopback));
            DatagramPort sender = now(datagrams.open(HERE.multicast(0, loopback), port -> new Inbox()));
            sender.send(
                    bytes("to all"),
                    new InetSocketAddress(group, listener.local().getPort()));
            assertThat(any.next()).isEqualTo("to all");
            sender.send(
                    bytes("to some"),
                    new InetSocketAddress(ssm, specific.local().getPort()));
            assertThat(selective.next()).isEqualTo("to some");
            DatagramPort elsewhere = now(datagrams.open(
                    DatagramOptions.any().at(InetAddress.getByName("127.0.0.2")).multicast(0, loopback),
                    port -> new Inbox()));
            elsewhere.send(
                    bytes("spoofed"),
                    new InetSocketAddress(ssm, specific.local().getPort()));
            sender.send(
                    bytes("last"), new InetSocketAddress(ssm, specific.local().getPort()));
            assertThat(selective.next()).isEqualTo("last");
            assertThat(failure(listener.join(LOCAL, null, loopback)).reason()).isEqualTo(Reason.UNREACHABLE);
            datagrams.stop();
        }
    }

    @Test
    void refusesAnAddressOfAnotherMachine() throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport("epoll"))) {
            StreamException problem = failure(new BundleDatagrams(rig.loops, "test")
                    .open(HERE.at(InetAddress.getByName("192.0.2.1")), port -> new Inbox()));
            assertThat(problem.reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(problem).hasMessage("UDP at 192.0.2.1 is not an address of this machine");
        }
    }
}
