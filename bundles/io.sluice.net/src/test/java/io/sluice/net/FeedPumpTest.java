/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.net.Connection;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import io.sluice.net.NetRig.Recorder;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FeedPumpTest {
    private static final int UNIT_BYTES = 14_000;

    private static Connection accepted(Recorder recorder) throws InterruptedException {
        Connection connection = recorder.accepted.poll(30, TimeUnit.SECONDS);
        assertThat(connection).isNotNull();
        return connection;
    }

    private static void attach(Connection connection, FakeFeed feed) {
        connection.attach(feed, feed.open("viewer", Feed.Overflow.SKIP_TO_KEY));
    }

    /** A viewer with a small window, so that writes are short. */
    private static Socket narrow(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 30_000);
        socket.setSoTimeout(30_000);
        return socket;
    }

    /** Reads units and answers; whatever lies inside a unit that does not belong there fails. */
    private static List<String> read(DataInputStream in, int items) throws IOException {
        List<String> read = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            int kind = in.readUnsignedByte();
            if (kind == 'A') {
                read.add("answer " + in.readInt());
                continue;
            }
            assertThat((char) kind).isEqualTo('U');
            int number = in.readInt();
            int bytes = in.readInt();
            byte[] rest = new byte[bytes - 9];
            in.readFully(rest);
            byte[] expected = FakeFeed.unit(number, bytes);
            assertThat(Arrays.equals(rest, Arrays.copyOfRange(expected, 9, bytes)))
                    .as("bytes of unit %d", number)
                    .isTrue();
            read.add("unit " + number);
        }
        return read;
    }

    private static ByteBuffer answer(int number) {
        return ByteBuffer.allocate(5).put((byte) 'A').putInt(number).flip();
    }

    private static List<String> units(List<String> read) {
        return read.stream().filter(item -> item.startsWith("unit")).toList();
    }

    private static List<String> numbered(String what, int count) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(what + " " + i);
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void keepsOrderAndUnitsWholeUnderShortWritesAndAnswers(String transport) throws Exception {
        FakeFeed feed = new FakeFeed(32 << 20, 4_000);
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            Recorder recorder = Recorder.silent();
            int port = rig.listen(recorder);
            try (Socket viewer = narrow(port)) {
                Connection connection = accepted(recorder);
                connection.send(answer(0));
                attach(connection, feed);
                Thread media = new Thread(() -> {
                    for (int i = 0; i < 600; i++) {
                        feed.append(9 + (i * 7919) % 40_000);
                        if (i % 3 == 0) {
                            connection.send(answer(1 + i / 3));
                        }
                    }
                });
                media.start();
                List<String> read = read(new DataInputStream(viewer.getInputStream()), 600 + 201);
                media.join();
                assertThat(read.get(0)).isEqualTo("answer 0");
                assertThat(units(read)).isEqualTo(numbered("unit", 600));
                assertThat(read.stream().filter(item -> item.startsWith("answer")))
                        .isEqualTo(numbered("answer", 201));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void endsAfterTheLastByteAndCanGoOnWithAnotherFeed(String transport) throws Exception {
        FakeFeed feed = new FakeFeed(1 << 20, 100);
        FakeFeed second = new FakeFeed(1 << 20, 100);
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            Recorder recorder = Recorder.silent();
            int port = rig.listen(recorder);
            try (Socket viewer = NetRig.dial(port)) {
                Connection connection = accepted(recorder);
                feed.append(UNIT_BYTES);
                attach(connection, feed);
                feed.append(UNIT_BYTES);
                feed.end(Reason.LAST_VIEWER_LEFT);
                Eventually.holds("ended", () -> recorder.feedEnded.contains(Reason.LAST_VIEWER_LEFT));
                assertThat(feed.openCursors).hasValue(0);
                assertThat(feed.wakeUps).isEmpty();
                DataInputStream in = new DataInputStream(viewer.getInputStream());
                assertThat(read(in, 2)).isEqualTo(numbered("unit", 2));

                second.append(UNIT_BYTES);
                attach(connection, second);
                assertThat(read(in, 1)).containsExactly("unit 0");
                connection.detach();
                connection.send(answer(1));
                assertThat(read(in, 1)).containsExactly("answer 1");
                second.append(UNIT_BYTES);
                connection.send(answer(2));
                assertThat(read(in, 1)).containsExactly("answer 2");
                assertThat(second.openCursors).hasValue(0);
                assertThat(second.wakeUps).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void closesAStalledViewerWhileTheOthersGoOn(String transport) throws Exception {
        FakeFeed feed = new FakeFeed(32 << 20, 4_000);
        try (NetRig rig = new NetRig(NetRig.impatient(transport))) {
            Recorder recorder = Recorder.silent();
            int port = rig.listen(recorder);
            try (Socket stalled = narrow(port)) {
                attach(accepted(recorder), feed);
                try (Socket viewer = NetRig.dial(port)) {
                    attach(accepted(recorder), feed);
                    DataInputStream in = new DataInputStream(viewer.getInputStream());
                    int units = 0;
                    while (recorder.closed.isEmpty() && units < 2_000) {
                        feed.append(UNIT_BYTES);
                        assertThat(read(in, 1)).containsExactly("unit " + units++);
                        if (units > 500) {
                            Eventually.holds("closed", () -> !recorder.closed.isEmpty());
                        }
                    }
                    assertThat(recorder.closed).containsExactly("TOO_SLOW: the peer took nothing for 400 ms");
                    assertThat(feed.openCursors).hasValue(1);
                    assertThat(stalled.isConnected()).isTrue();
                }
            }
        }
    }

    @Test
    void writesOnceForEachUnitAndViewerAndWakesEachLoopOnce() throws Exception {
        FakeFeed feed = new FakeFeed(4 << 20, 1_000);
        try (NetRig rig = new NetRig(NetRig.transport("epoll"))) {
            Recorder recorder = Recorder.silent();
            int port = rig.listen(recorder);
            List<Socket> viewers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                viewers.add(NetRig.dial(port));
                attach(accepted(recorder), feed);
            }
            Eventually.holds("two loops", () -> feed.wakeUps.size() == 2);
            for (int unit = 0; unit < 50; unit++) {
                feed.append(UNIT_BYTES);
                for (Socket viewer : viewers) {
                    assertThat(read(new DataInputStream(viewer.getInputStream()), 1))
                            .containsExactly("unit " + unit);
                }
            }
            assertThat(rig.loops.writes()).isLessThanOrEqualTo(50 * 20);
            for (Socket viewer : viewers) {
                viewer.close();
            }
            Eventually.holds("cursors are closed", () -> feed.openCursors.get() == 0);
            assertThat(feed.wakeUps).isEmpty();
        }
    }

    @Test
    void closesOneThatAnswersFasterThanItsPeerReads() throws Exception {
        try (NetRig rig = new NetRig(Map.of())) {
            Recorder recorder = Recorder.silent();
            int port = rig.listen(recorder);
            try (Socket viewer = narrow(port)) {
                Connection connection = accepted(recorder);
                for (int i = 0; i < 100; i++) {
                    connection.send(ByteBuffer.allocate(100_000));
                }
                Eventually.holds("closed", () -> !recorder.closed.isEmpty());
                assertThat(recorder.closed.get(0)).startsWith("TOO_SLOW: more than");
                assertThat(viewer.isConnected()).isTrue();
            }
        }
    }

    @Test
    void writesWhatIsQueuedBeforeItCloses() throws Exception {
        try (NetRig rig = new NetRig(Map.of())) {
            Recorder recorder = Recorder.silent();
            int port = rig.listen(recorder);
            try (Socket viewer = NetRig.dial(port)) {
                Connection connection = accepted(recorder);
                connection.schedule(() -> recorder.feedEnded.add(Reason.NONE), 60_000);
                connection.send(answer(7));
                connection.close(Reason.KICKED, "enough");
                connection.close(Reason.FAILED, "too late to matter");
                connection.send(answer(8));
                DataInputStream in = new DataInputStream(viewer.getInputStream());
                assertThat(read(in, 1)).containsExactly("answer 7");
                assertThat(in.read()).isEqualTo(-1);
                Eventually.holds("closed", () -> !recorder.closed.isEmpty());
                assertThat(recorder.closed).containsExactly("KICKED: enough");
                FakeFeed feed = new FakeFeed(100, 1);
                attach(connection, feed);
                Eventually.holds("a cursor that comes too late is closed", () -> feed.openCursors.get() == 0);
            }
        }
    }

    @Test
    void stopsReadingWhenItIsTold() throws Exception {
        try (NetRig rig = new NetRig(Map.of())) {
            List<Integer> sizes = new java.util.concurrent.CopyOnWriteArrayList<>();
            Recorder recorder = new Recorder(received -> {
                sizes.add(received.bytes().length);
                received.connection().reading(false);
                received.connection().schedule(() -> received.connection().reading(true), 50);
            });
            int port = rig.listen(recorder);
            try (Socket sender = NetRig.dial(port)) {
                sender.getOutputStream().write(new byte[1_000_000]);
                Eventually.holds(
                        "all came",
                        () -> sizes.stream().mapToInt(Integer::intValue).sum() == 1_000_000);
                assertThat(sizes).hasSizeGreaterThanOrEqualTo(1_000_000 / 65_536);
            }
        }
    }
}
