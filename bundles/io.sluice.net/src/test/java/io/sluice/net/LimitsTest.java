/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.net.Connection;
import io.sluice.net.NetRig.Recorder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers can hold open, and what a peer that does not read can make us hold. */
@Timeout(60)
class LimitsTest {
    private static final int IDLE = 5_000;

    @Test
    void fiveThousandIdleSocketsLockNobodyOut() throws Exception {
        try (NetRig rig = new NetRig(Map.of())) {
            Recorder recorder = new Recorder(received -> {
                received.connection().admitted();
                received.connection().send(ByteBuffer.wrap(received.bytes()));
            });
            int port = rig.listen(recorder);
            List<SocketChannel> idle = new ArrayList<>();
            try (Socket early = NetRig.dial(port)) {
                echo(early, 'a');
                for (int i = 0; i < IDLE; i++) {
                    idle.add(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
                    if (i % 1_000 == 999) {
                        try (Socket user = NetRig.dial(port)) {
                            echo(user, 'u');
                        }
                    }
                }
                echo(early, 'b');
                Eventually.holds(
                        "only the strangers' share stays open",
                        () -> rig.info().connections() <= 513 && rig.info().connections() > 500);
            } finally {
                for (SocketChannel each : idle) {
                    each.close();
                }
            }
            Eventually.holds("all are gone", () -> rig.info().connections() == 0);
        }
    }

    @Test
    void aThousandViewersMayComeAtOnce() throws Exception {
        try (NetRig rig = new NetRig(Map.of())) {
            Recorder recorder = new Recorder(received -> {
                received.connection().admitted();
                received.connection().send(ByteBuffer.wrap(received.bytes()));
            });
            int port = rig.listen(recorder);
            List<Socket> viewers = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                viewers.add(NetRig.dial(port));
            }
            for (Socket viewer : viewers) {
                echo(viewer, 'v');
            }
            assertThat(rig.info().connections()).isEqualTo(1_000);
            for (Socket viewer : viewers) {
                viewer.close();
            }
        }
    }

    private static void echo(Socket socket, char letter) throws IOException {
        socket.getOutputStream().write(letter);
        assertThat(socket.getInputStream().read()).isEqualTo(letter);
    }

    @Test
    void whoIsAdmittedIsNeverClosedForAStranger() throws Exception {
        try (NetRig rig = new NetRig(Map.of("max_connections", 8, "max_strangers", 4))) {
            Recorder recorder = new Recorder(received -> {
                received.connection().admitted();
                received.connection().admitted();
                received.connection().send(ByteBuffer.wrap(received.bytes()));
            });
            int port = rig.listen(recorder);
            List<Socket> users = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                users.add(NetRig.dial(port));
                echo(users.get(i), 'x');
            }
            try (Socket ninth = NetRig.dial(port)) {
                assertThat(ninth.getInputStream().read()).isEqualTo(-1);
            }
            for (Socket user : users) {
                echo(user, 'y');
                user.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void queuedBytesShowWhatThePeerDoesNotTakeAndDrainedTellsWhenItDid(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            Recorder recorder = Recorder.silent();
            int port = rig.listen(recorder);
            try (SocketChannel peer = SocketChannel.open()) {
                peer.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
                peer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                Connection connection = recorder.accepted.poll(30, TimeUnit.SECONDS);
                assertThat(connection.queuedBytes()).isZero();
                AtomicInteger sent = new AtomicInteger();
                connection.execute(() -> {
                    while (connection.queuedBytes() < 100_000) {
                        connection.send(ByteBuffer.allocate(50_000));
                        sent.addAndGet(50_000);
                    }
                });
                Eventually.holds("the peer is behind", () -> connection.queuedBytes() >= 100_000);
                assertThat(recorder.drained).hasValue(0);
                ByteBuffer in = ByteBuffer.allocate(65_536);
                int taken = 0;
                while (taken < sent.get()) {
                    in.clear();
                    taken += peer.read(in);
                }
                Eventually.holds("it is told once", () -> recorder.drained.get() == 1);
                assertThat(connection.queuedBytes()).isZero();
                connection.send(ByteBuffer.wrap(new byte[] {1}));
                in.clear();
                assertThat(peer.read(in)).isEqualTo(1);
                assertThat(recorder.drained)
                        .as("what is written at once is not told")
                        .hasValue(1);
            }
        }
    }

    @Test
    void aPeerThatTakesNothingIsClosedAtAMegabyte() throws Exception {
        try (NetRig rig = new NetRig(Map.of())) {
            Recorder recorder = Recorder.silent();
            int port = rig.listen(recorder);
            try (Socket peer = NetRig.dial(port)) {
                Connection connection = recorder.accepted.poll(30, TimeUnit.SECONDS);
                for (int i = 0; i < 200; i++) {
                    connection.send(ByteBuffer.allocate(100_000));
                }
                Eventually.holds(
                        "closed", () -> recorder.closed.contains("TOO_SLOW: more than 1048576 bytes wait to be sent"));
                assertThat(peer.isConnected()).isTrue();
            }
        }
    }
}
