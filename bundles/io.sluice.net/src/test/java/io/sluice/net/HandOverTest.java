/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.media.Bytes;
import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.net.ConnectionRecord;
import io.sluice.api.net.Protocol;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed.Overflow;
import io.sluice.api.stream.Handover;
import io.sluice.api.stream.Reason;
import io.sluice.net.NetRig.Recorder;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A protocol is replaced while peers are connected. */
class HandOverTest {
    private static final String BYE = "BYE";

    /** A version: answers every letter with its name, the number of letters so far, and the letter. */
    private static final class Version implements Protocol {
        private final String name;
        private final int format;
        final List<Connection> connections = new CopyOnWriteArrayList<>();
        final List<String> events = new CopyOnWriteArrayList<>();
        final List<Cursor> found = new CopyOnWriteArrayList<>();
        /** Letters that it leaves to the next version. */
        final AtomicReference<String> leaves = new AtomicReference<>("");

        volatile boolean silent;

        Version(String name, int format) {
            this.name = name;
            this.format = format;
        }

        @Override
        public ConnectionHandler accepted(Connection connection) {
            events.add("accepted");
            return handler(connection, 0);
        }

        @Override
        public @Nullable ConnectionHandler adopt(Connection connection, Handover state) {
            if (!state.is("letters", format)) {
                return null;
            }
            events.add("adopted");
            Cursor cursor = connection.attached();
            if (cursor != null) {
                found.add(cursor);
            }
            return handler(connection, state.state().at(0));
        }

        private ConnectionHandler handler(Connection connection, int before) {
            connections.add(connection);
            return new ConnectionHandler() {
                private int count = before;

                @Override
                public void received(ByteBuffer data) {
                    while (data.hasRemaining()) {
                        char letter = (char) data.get();
                        if (silent) {
                            leaves.updateAndGet(before -> before + letter);
                        } else {
                            connection.send(bytes(name + ++count + letter));
                        }
                    }
                }

                @Override
                public @Nullable ConnectionRecord handOver() {
                    return new ConnectionRecord(
                            new Handover("letters", format, Bytes.of((byte) count)),
                            Bytes.of(bytes(leaves.get())),
                            Bytes.of(bytes(BYE)));
                }

                @Override
                public void closed(Reason reason, String text) {
                    events.add("closed " + reason);
                }
            };
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Map<String, Object> service(long id, int port) {
        Map<String, Object> properties = new HashMap<>(NetRig.service(id, "127.0.0.1:" + port));
        properties.put(Protocol.HANDS_OVER, true);
        return properties;
    }

    private static NetRig rig(String transport, String wait) {
        Map<String, Object> settings = new HashMap<>(NetRig.transport(transport));
        settings.put("handover", wait);
        return new NetRig(settings);
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String hear(Socket socket, int bytes) throws IOException {
        byte[] heard = new byte[bytes];
        new DataInputStream(socket.getInputStream()).readFully(heard);
        return new String(heard, StandardCharsets.US_ASCII);
    }

    /** Listens at a port of its own, which the next version can name too. */
    private static int start(NetRig rig, Version version) throws IOException {
        int port;
        try (java.net.ServerSocket free = new java.net.ServerSocket(0)) {
            port = free.getLocalPort();
        }
        rig.listeners.addProtocol(version, service(1, port));
        return rig.port();
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void theNextVersionGoesOnWithEveryConnection(String transport) throws IOException {
        try (NetRig rig = rig(transport, "30s")) {
            Version one = new Version("one", 1);
            int port = start(rig, one);
            List<Socket> peers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Socket peer = NetRig.dial(port);
                peers.add(peer);
                say(peer, "a");
                assertThat(hear(peer, 5)).isEqualTo("one1a");
            }
            rig.listeners.removeProtocol(one, service(1, port));
            assertThat(rig.info().connections()).isEqualTo(20);
            for (Socket peer : peers) {
                say(peer, "b");
            }
            Version two = new Version("two", 1);
            rig.listeners.addProtocol(two, service(2, port));
            for (Socket peer : peers) {
                assertThat(hear(peer, 5)).isEqualTo("two2b");
                say(peer, "c");
                assertThat(hear(peer, 5)).isEqualTo("two3c");
                peer.close();
            }
            assertThat(one.events).hasSize(20).containsOnly("accepted");
            Eventually.holds("all have left", () -> rig.info().connections() == 0);
            assertThat(two.events).hasSize(40).containsOnly("adopted", "closed ENDED");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void whoConnectsInBetweenWaits(String transport) throws IOException {
        try (NetRig rig = rig(transport, "30s")) {
            Version one = new Version("one", 1);
            int port = start(rig, one);
            rig.listeners.removeProtocol(one, service(1, port));
            try (Socket peer = NetRig.dial(port)) {
                say(peer, "x");
                Eventually.holds("accepted", () -> rig.info().connections() == 1);
                Version two = new Version("two", 1);
                rig.listeners.addProtocol(two, service(2, port));
                assertThat(hear(peer, 5)).isEqualTo("two1x");
                assertThat(one.events).isEmpty();
            }
        }
    }

    @Test
    void whatWasNotAnsweredComesAgainAndFirst() throws IOException {
        try (NetRig rig = rig("epoll", "30s")) {
            Version one = new Version("one", 1);
            one.silent = true;
            int port = start(rig, one);
            try (Socket peer = NetRig.dial(port)) {
                say(peer, "ab");
                Eventually.holds("read", () -> one.leaves.get().equals("ab"));
                rig.listeners.removeProtocol(one, service(1, port));
                say(peer, "c");
                rig.listeners.addProtocol(new Version("two", 1), service(2, port));
                assertThat(hear(peer, 15)).isEqualTo("two1atwo2btwo3c");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void aFeedFlowsOnFromOneToTheOther(String transport) throws IOException {
        try (NetRig rig = rig(transport, "30s")) {
            Version one = new Version("one", 1);
            int port = start(rig, one);
            FakeFeed feed = new FakeFeed(1 << 20, 100);
            try (Socket peer = NetRig.dial(port)) {
                Eventually.holds("accepted", () -> one.connections.size() == 1);
                one.connections.get(0).attach(feed, feed.open("viewer", Overflow.SKIP_TO_KEY));
                feed.append(100);
                rig.listeners.removeProtocol(one, service(1, port));
                feed.append(200);
                Version two = new Version("two", 1);
                rig.listeners.addProtocol(two, service(2, port));
                Eventually.holds("adopted", () -> two.connections.size() == 1);
                feed.append(300);
                byte[] all = new byte[600];
                new DataInputStream(peer.getInputStream()).readFully(all);
                assertThat(ByteBuffer.wrap(all, 0, 100)).isEqualTo(ByteBuffer.wrap(FakeFeed.unit(0, 100)));
                assertThat(ByteBuffer.wrap(all, 100, 200)).isEqualTo(ByteBuffer.wrap(FakeFeed.unit(1, 200)));
                assertThat(ByteBuffer.wrap(all, 300, 300)).isEqualTo(ByteBuffer.wrap(FakeFeed.unit(2, 300)));
                assertThat(two.found).hasSize(1);
                assertThat(feed.openCursors.get()).isEqualTo(1);
            }
            Eventually.holds("the cursor is closed", () -> feed.openCursors.get() == 0);
        }
    }

    @Test
    void aRecordThatTheNextVersionCannotReadClosesItsConnectionOnly() throws IOException {
        try (NetRig rig = rig("epoll", "30s")) {
            Version one = new Version("one", 1);
            int port = start(rig, one);
            try (Socket old = NetRig.dial(port)) {
                say(old, "a");
                assertThat(hear(old, 5)).isEqualTo("one1a");
                rig.listeners.removeProtocol(one, service(1, port));
                try (Socket fresh = NetRig.dial(port)) {
                    say(fresh, "b");
                    rig.listeners.addProtocol(new Version("two", 2), service(2, port));
                    assertThat(hear(old, BYE.length())).isEqualTo(BYE);
                    assertThat(old.getInputStream().read()).isEqualTo(-1);
                    assertThat(hear(fresh, 5)).isEqualTo("two1b");
                }
            }
            assertThat(one.events).containsExactly("accepted");
        }
    }

    @Test
    void aVersionWithoutAdoptionClosesThemAll() throws IOException {
        try (NetRig rig = rig("epoll", "30s")) {
            Version one = new Version("one", 1);
            int port = start(rig, one);
            try (Socket old = NetRig.dial(port)) {
                Eventually.holds("accepted", () -> one.connections.size() == 1);
                rig.listeners.removeProtocol(one, service(1, port));
                rig.listeners.addProtocol(Recorder.echo(), NetRig.service(2, "127.0.0.1:" + port));
                assertThat(hear(old, BYE.length())).isEqualTo(BYE);
                assertThat(old.getInputStream().read()).isEqualTo(-1);
            }
            try (Socket fresh = NetRig.dial(port)) {
                say(fresh, "x");
                assertThat(hear(fresh, 1)).isEqualTo("x");
            }
        }
    }

    private static boolean isRefused(int port) {
        try (Socket socket = NetRig.dial(port)) {
            return !socket.isConnected();
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void whenNobodyComesTheyAreClosedAndThePortIsFree() throws IOException {
        try (NetRig rig = rig("epoll", "200ms")) {
            Version one = new Version("one", 1);
            int port = start(rig, one);
            try (Socket peer = NetRig.dial(port)) {
                Eventually.holds("accepted", () -> one.connections.size() == 1);
                rig.listeners.removeProtocol(one, service(1, port));
                assertThat(hear(peer, BYE.length())).isEqualTo(BYE);
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
            }
            Eventually.holds("it is forgotten", () -> rig.listeners.listeners().isEmpty());
            Eventually.holds("the port is free", () -> isRefused(port)); // closed on its loop, a moment later
        }
    }

    @Test
    void aHandlerThatLeavesNothingIsToldAndItsPeerDisconnected() throws IOException {
        try (NetRig rig = rig("epoll", "30s")) {
            Recorder recorder = Recorder.echo();
            int port = start(rig, new Version("unused", 1));
            rig.listeners.removeProtocol(new Version("unused", 1), service(1, port));
            rig.listeners.addProtocol(recorder, service(2, port));
            try (Socket peer = NetRig.dial(port)) {
                say(peer, "x");
                assertThat(hear(peer, 1)).isEqualTo("x");
                rig.listeners.removeProtocol(recorder, service(2, port));
                assertThat(recorder.closed).containsExactly("BUNDLE_STOPPED: the bundle of echo was stopped");
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void whoHasHandedOverCanDoNothingMore() throws IOException {
        try (NetRig rig = rig("epoll", "30s")) {
            Version one = new Version("one", 1);
            int port = start(rig, one);
            try (Socket peer = NetRig.dial(port)) {
                Eventually.holds("accepted", () -> one.connections.size() == 1);
                Connection former = one.connections.get(0);
                former.schedule(() -> former.send(bytes("late")), 10);
                rig.listeners.removeProtocol(one, service(1, port));
                Version two = new Version("two", 1);
                rig.listeners.addProtocol(two, service(2, port));
                FakeFeed feed = new FakeFeed(1 << 10, 10);
                former.send(bytes("stray"));
                former.attach(feed, feed.open("viewer", Overflow.SKIP_TO_KEY));
                former.detach();
                former.reading(false);
                former.close(Reason.FAILED, "not mine any more");
                former.abort(Reason.FAILED, "not mine any more");
                former.execute(() -> {
                    throw new IllegalStateException("planted");
                });
                say(peer, "a");
                assertThat(hear(peer, 5)).isEqualTo("two1a");
                Eventually.holds("the cursor is closed", () -> feed.openCursors.get() == 0);
            }
        }
    }

    @Test
    void twoVersionsMayBeThereAtOnce() throws IOException {
        try (NetRig rig = rig("epoll", "30s")) {
            Version one = new Version("one", 1);
            int port = start(rig, one);
            try (Socket peer = NetRig.dial(port)) {
                Eventually.holds("accepted", () -> one.connections.size() == 1);
                Version two = new Version("two", 1);
                rig.listeners.addProtocol(two, service(2, port));
                Eventually.holds(
                        "the port is taken",
                        () -> rig.listeners.listeners().stream().anyMatch(each -> each.problem() != null));
                rig.listeners.removeProtocol(one, service(1, port));
                say(peer, "a");
                assertThat(hear(peer, 5)).isEqualTo("two1a");
                assertThat(rig.listeners.listeners()).hasSize(1);
            }
        }
    }

    @Test
    void anotherAddressClosesWhatWaits() throws IOException {
        try (NetRig rig = rig("epoll", "30s")) {
            Version one = new Version("one", 1);
            int port = start(rig, one);
            try (Socket peer = NetRig.dial(port)) {
                Eventually.holds("accepted", () -> one.connections.size() == 1);
                rig.listeners.removeProtocol(one, service(1, port));
                rig.listeners.addProtocol(new Version("two", 1), service(2, 0));
                assertThat(hear(peer, BYE.length())).isEqualTo(BYE);
                assertThatThrownBy(() -> NetRig.dial(port)).isInstanceOf(ConnectException.class);
            }
        }
    }

    @Test
    void aFeedThatEndsInBetweenClosesItsConnection() throws IOException {
        try (NetRig rig = rig("epoll", "30s")) {
            Version one = new Version("one", 1);
            int port = start(rig, one);
            FakeFeed feed = new FakeFeed(1 << 10, 10);
            try (Socket peer = NetRig.dial(port)) {
                Eventually.holds("accepted", () -> one.connections.size() == 1);
                one.connections.get(0).attach(feed, feed.open("viewer", Overflow.SKIP_TO_KEY));
                Eventually.holds("attached", () -> !feed.wakeUps.isEmpty());
                rig.listeners.removeProtocol(one, service(1, port));
                feed.end(Reason.REMOVED);
                assertThat(hear(peer, BYE.length())).isEqualTo(BYE);
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void fiftyVersionsFollowEachOther() throws IOException {
        try (NetRig rig = rig("epoll", "30s")) {
            Version version = new Version("v", 1);
            int port = start(rig, version);
            try (Socket peer = NetRig.dial(port)) {
                for (int i = 1; i <= 50; i++) {
                    say(peer, "x");
                    Version next = new Version("v", 1);
                    rig.listeners.removeProtocol(version, service(i, port));
                    rig.listeners.addProtocol(next, service(i + 1, port));
                    version = next;
                    String expected = "v" + i + "x";
                    assertThat(hear(peer, expected.length())).isEqualTo(expected);
                }
            }
        }
    }
}
