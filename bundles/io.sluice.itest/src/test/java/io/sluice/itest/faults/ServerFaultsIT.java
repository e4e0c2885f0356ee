/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.faults;

import static io.sluice.itest.faults.FaultyServer.figure;
import static io.sluice.itest.faults.FaultyServer.scaled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.itest.PeerProcess;
import io.sluice.itest.ServerProcess;
import io.sluice.testkit.Await;
import io.sluice.testkit.Ports;
import io.sluice.testkit.camera.Clip;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.rtsp.ChannelCounts;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the machine does to the server's process: files, threads, time and ports run out. One viewer watches it all. */
class ServerFaultsIT {
    private static final Duration SUSPENDED = Duration.ofSeconds(5);
    private static final int GROUP = 30; // pictures from one key picture of the clip to the next

    private static FakeCamera camera;
    private static FaultyServer server;
    private static RtspReaders readers;
    private static RtspReader watcher;
    private static ServerSocket taken;

    @BeforeAll
    static void start() throws IOException {
        camera = FakeCamera.options().clip(Clip.IDR_LOST_QCIF).start();
        taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server = new FaultyServer(ServerProcess.start("""
                streams:
                  hall: "%s"
                tuning: { stall: 3s, linger: 1s, check_interval: 200ms }
                """.formatted(camera.url())));
        readers = RtspReaders.open();
        watcher = readers.join(server.url("hall"));
        watcher.awaitUnits(GROUP, Scene.LIMIT);
    }

    @AfterAll
    static void stop() throws IOException {
        readers.close();
        server.close();
        camera.close();
        taken.close();
    }

    private static void limit(String resource, String value) throws Exception {
        PeerProcess.run(Duration.ofSeconds(20), "prlimit", "--pid", pid(), "--" + resource + "=" + value);
    }

    private static void signal(String name) throws Exception {
        PeerProcess.run(Duration.ofSeconds(20), "kill", "-" + name, pid());
    }

    private static String pid() {
        return String.valueOf(server.process().pid());
    }

    private static long cpuTicks() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** no file descriptor is left for those who come; who is there goes on, and nothing spins. */
    @Test
    void whenFilesRunOutItWaitsAndGoesOn() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "X-51 needs prlimit (util-linux)");
        int files = server.files();
        var waiting = new ArrayList<Socket>();
        limit("nofile", (files + 4) + ":"); // the soft one
        try {
            for (int i = 0; i < 40; i++) {
                var socket = new Socket();
                socket.connect(new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), server.process().rtspPort()));
                waiting.add(socket);
            }
            Await.until(
                    "it says so",
                    Scene.LIMIT,
                    () -> server.lines().anyMatch(line -> line.text().contains("event=net.accept_failed")));
            long ticks = cpuTicks();
            long units = watcher.units();
            watcher.awaitUnits(units + 50, Scene.LIMIT); // two seconds
            long spent = cpuTicks() - ticks;
            assertThat(spent).as("ticks of 10 ms in two seconds").isLessThan(120);
            figure("X-51", spent * 10 / 2 + " ms of processor a second while no file is left");
        } finally {
            limit("nofile", "1024:");
            for (Socket socket : waiting) {
                socket.close();
            }
        }
        RtspReader late = readers.join(server.url("hall"));
        late.awaitUnits(5, Scene.LIMIT);
        late.teardown();
        untouched();
    }

    /** the system gives no more threads; what needs one fails visibly, and works again afterwards. */
    @Test
    void whenThreadsRunOutItSaysSoAndGoesOn() throws Exception {
        Path group = Path.of("/sys/fs/cgroup/pids/sluice-faults-" + pid());
        try {
            Files.createDirectory(group);
        } catch (IOException e) {
            assumeTrue(false, "X-52 needs a pids cgroup that this user may make: " + e);
        }
        try {
            Files.writeString(group.resolve("cgroup.procs"), pid());
            Files.writeString(group.resolve("pids.max"), String.valueOf(server.threads()));
            camera.reset(); // to dial again takes a thread
            Await.until("it lost the camera", Scene.LIMIT, () -> camera.statistic("open") == 0);
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            assertThat(watcher.state()).isEqualTo(RtspReader.State.PLAYING);
        } finally {
            Files.writeString(group.resolve("pids.max"), "max");
            Files.writeString(Path.of("/sys/fs/cgroup/pids/cgroup.procs"), pid());
            Files.delete(group);
        }
        watcher.awaitUnits(watcher.units() + 25, Scene.LIMIT);
        assertThat(watcher.state()).isEqualTo(RtspReader.State.PLAYING);
    }

    /**
     * the whole process stands still for longer than the stall time: a new beginning, not all that was missed.
     */
    @Test
    void afterASuspensionItGoesOnWithinSeconds() throws Exception {
        long conns = camera.statistic("conns");
        signal("STOP");
        long units = watcher.units();
        LockSupport.parkNanos(SUSPENDED.toNanos());
        Instant awake = Instant.now();
        signal("CONT");
        Await.until("it dials again", Scene.LIMIT, () -> camera.statistic("conns") > conns);
        long burst = watcher.units() - units;
        long since = Duration.between(awake, Instant.now()).toMillis();
        assertThat(burst).as("pictures within %d ms", since).isLessThan(GROUP + since * 25 / 1000);
        watcher.awaitUnits(watcher.units() + 5, Scene.LIMIT);
        Duration back = Duration.between(awake, Instant.now());
        assertThat(back).isLessThan(scaled(Duration.ofSeconds(5)));
        ChannelCounts seen = watcher.video();
        assertThat(watcher.state()).isEqualTo(RtspReader.State.PLAYING);
        assertThat(seen.timestampsBack()).isZero();
        assertThat(seen.unitsBeforeKey()).isZero();
        figure(
                "X-54",
                "after a suspension of 5 s: " + burst + " stale pictures, live again after " + back.toMillis() + " ms");
    }

    /** the process stands still again and again for half a second, as with a long collection. */
    @Test
    void pausesOfHalfASecondAreCaughtUp() throws Exception {
        long conns = camera.statistic("conns");
        ChannelCounts before = watcher.video();
        for (int i = 0; i < 4; i++) {
            signal("STOP");
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            signal("CONT");
            watcher.awaitUnits(watcher.units() + 20, Scene.LIMIT);
        }
        ChannelCounts seen = watcher.video();
        assertThat(camera.statistic("conns")).isEqualTo(conns);
        assertThat(seen.gaps()).isEqualTo(before.gaps());
        assertThat(seen.timestampsBack()).isZero();
        figure("X-53", "nothing lost in four pauses of 500 ms");
    }

    /** moved to a port that is taken; what else there is serves, and it is taken over when it is free. */
    @Test
    void aPortThatIsTakenIsTriedAgainWhileTheOthersServe() throws Exception {
        String address = "127.0.0.1:" + taken.getLocalPort();
        String yaml = "streams: { demo: \"demo:\" }\nnet: { bind_retry: 1s }\nrtsp: { listen: \"%s\" }\n";
        Path home = ServerProcess.homeWith(yaml.formatted("127.0.0.1:" + Ports.free()));
        try (ServerProcess second = ServerProcess.launchUnder(List.of(), home, Map.of())) {
            second.awaitBanner();
            var other = new FaultyServer(second);
            Files.writeString(home.resolve("conf/sluice.yaml"), yaml.formatted(address));
            Await.until(
                    "it says who has the port",
                    Scene.LIMIT,
                    () -> other.lines()
                            .anyMatch(line -> line.text().contains("event=net.bind_failed")
                                    && line.text().contains(address)));
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), second.httpPort())) {
                assertThat(socket.isConnected()).as("the API serves").isTrue();
            }
            taken.close();
            assertThat(joined("rtsp://" + address + "/demo").units()).isPositive();
        }
    }

    private static RtspReader joined(String url) {
        List<RtspReader> found = new ArrayList<>();
        Await.until("somebody can watch", Scene.LIMIT, () -> {
            RtspReader reader = readers.join(url);
            Await.until("an answer", Scene.LIMIT, () -> reader.units() > 0 || reader.state() == RtspReader.State.ENDED);
            found.add(reader);
            return reader.units() > 0;
        });
        return found.get(found.size() - 1);
    }

    private static void untouched() {
        watcher.awaitUnits(watcher.units() + 25, Scene.LIMIT);
        assertThat(watcher.state()).isEqualTo(RtspReader.State.PLAYING);
    }
}
