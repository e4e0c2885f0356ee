/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.faults;

import static io.sluice.itest.faults.FaultyServer.figure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.itest.PeerProcess;
import io.sluice.itest.ServerProcess;
import io.sluice.itest.faults.Network.Cable;
import io.sluice.testkit.Await;
import io.sluice.testkit.Ports;
import io.sluice.testkit.camera.Clip;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Real cables, pulled and narrowed: the server lives in a network namespace of its own. Skipped, with the reason, where
 * the machine gives no namespaces; then {@link CameraFaultsIT} and {@link ViewerFaultsIT} prove the same over relays.
 */
class NetworkFaultsIT {
    private static final Duration OUTAGE = Duration.ofSeconds(5);

    private static final String GROUPS = "239.255.78.0/24";

    private static Network network;
    private static FakeCamera camera;
    private static FakeCamera other;
    private static FaultyServer server;
    private static RtspReaders readers;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        try {
            network = Network.open();
            network.narrow(Cable.CAMERAS, 1000);
            network.widen(Cable.CAMERAS);
        } catch (IOException | AssertionError e) {
            assumeTrue(false, "real cables need ip, tc and the right to make network namespaces: " + e.getMessage());
        }
        camera = FakeCamera.options()
                .clip(Clip.IDR_LOST_QCIF)
                .host(InetAddress.getByName(network.ourAddress(Cable.CAMERAS)))
                .start();
        other = FakeCamera.options()
                .clip(Clip.IDR_LOST_QCIF)
                .host(InetAddress.getByName(network.ourAddress(Cable.VIEWERS)))
                .start();
        network.nameServer("10.77.255.254");
        port = Ports.free();
        Path home = ServerProcess.homeWith("""
                auth:
                  users:
                    - { name: tom, password: cat, role: viewer }
                streams:
                  hall: "%s#timeout=3"
                  yard: "%s"
                  lost: "rtsp://nobody.test/live#timeout=2"
                tuning: { stall: 3s, check_interval: 200ms, retry: { cap: 1s } }
                rtsp: { listen: ":%d", multicast: "%s:%d", multicast_interface: %s }
                """.formatted(
                        camera.url(), other.url(), port, GROUPS, Ports.free() & ~1, Network.theirs(Cable.VIEWERS)));
        server = new FaultyServer(ServerProcess.launchUnder(network.program(), home, Map.of()));
        server.process().awaitBanner();
        readers = RtspReaders.open();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            readers.close();
            server.close();
            camera.close();
            other.close();
        }
        if (network != null) {
            network.close();
        }
    }

    private static RtspReader watch(String stream) {
        RtspReader reader =
                readers.join("rtsp://tom:cat@" + network.serversAddress(Cable.VIEWERS) + ":" + port + "/" + stream);
        reader.awaitUnits(30, Scene.LIMIT);
        return reader;
    }

    /** X-03: nobody is told that the cable is pulled; media time-out, and the old socket is closed. */
    @Test
    void aPulledCableIsNoticedByWhatDoesNotCome() throws Exception {
        RtspReader viewer = watch("hall");
        RtspReader beside = watch("yard");
        int files = server.files();
        var scene = new Scene("hall", camera, viewer, server);
        scene.strike(() -> {});
        network.pull(Cable.CAMERAS);
        Duration noticed = scene.noticed("STALLED");
        LockSupport.parkNanos(OUTAGE.toNanos());
        network.plug(Cable.CAMERAS);
        scene.healed();
        assertThat(beside.video().continuous()).as("%s", beside.video()).isTrue();
        Await.until(() -> "files " + files + " -> " + server.files(), Scene.LIMIT, () -> server.files() <= files + 2);
        figure("X-03", "a pulled cable noticed after " + noticed.toMillis() + " ms with tuning.stall 3s");
        viewer.teardown();
        beside.teardown();
    }

    /** X-16: half of what the camera sends gets through. */
    @Test
    void aNarrowCableToTheCameraStretchesNothing() throws Exception {
        RtspReader viewer = watch("hall");
        var scene = new Scene("hall", camera, viewer, server);
        scene.strike(() -> {});
        network.narrow(Cable.CAMERAS, 60);
        scene.untouched();
        scene.untouched();
        network.widen(Cable.CAMERAS);
        scene.untouched();
        assertThat(viewer.video().longestStepTicks()).as("%s", viewer.video()).isLessThanOrEqualTo(2 * 3600);
        viewer.teardown();
    }

    /** R-06: one group for all, joined by players of others over a real cable; it is left when they leave. */
    @Test
    void playersOfOthersShareAMulticastGroup() throws Exception {
        network.routeGroups(Cable.VIEWERS, GROUPS);
        String url = "rtsp://tom:cat@" + network.serversAddress(Cable.VIEWERS) + ":" + port + "/yard?video";
        String[] ffmpeg = ("ffmpeg -nostdin -v error -progress pipe:1 -rtsp_transport udp_multicast -i " + url
                        + " -c copy -f null -")
                .split(" ");
        String[] gstreamer = ("gst-launch-1.0 -q rtspsrc protocols=udp-mcast location=" + url
                        + " ! rtph264depay ! h264parse ! identity eos-after=50 ! fakesink")
                .split(" ");
        try (PeerProcess one = PeerProcess.start(ffmpeg)) {
            Await.until(
                    "it watches",
                    Scene.LIMIT,
                    () -> server.lines("yard", "rtsp.play").stream()
                            .anyMatch(line -> line.text().contains("239.255.78.")));
            PeerProcess.run(Scene.LIMIT, gstreamer);
            Await.until("it is served", Scene.LIMIT, () -> one.output().matches("(?s).*frame=[1-9].*"));
            assertThat(one.isAlive()).as(one.output()).isTrue();
        }
        assertThat(server.lines("yard", "rtsp.play"))
                .filteredOn(line -> line.text().contains("239.255.78."))
                .hasSize(2);
        assertThat(server.lines("yard", "viewer.joined"))
                .filteredOn(line -> line.text().contains("session=group-"))
                .as("both are served once")
                .hasSize(1);
        Await.until(
                "nothing is sent any more",
                Scene.LIMIT,
                () -> server.lines("yard", "viewer.left").stream()
                        .anyMatch(line -> line.text().contains("session=group-")));
    }

    /** X-56: the viewers' interface goes down, and goes away, and both times is served again when it is back. */
    @Test
    void anInterfaceThatGoesAndComesIsServedAgain() throws Exception {
        RtspReader viewer = watch("hall");
        long units = viewer.units();
        network.pull(Cable.VIEWERS);
        LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
        network.plug(Cable.VIEWERS);
        viewer.awaitUnits(units + 50, Scene.LIMIT);
        assertThat(viewer.state()).isEqualTo(RtspReader.State.PLAYING);
        viewer.teardown();

        network.remove(Cable.VIEWERS);
        network.connect(Cable.VIEWERS);
        watch("hall").teardown();
    }

    /** X-11: questions for names get no answer at all; nobody else waits for that. */
    @Test
    void aSilentNameServerHoldsUpItsOwnSourceOnly() {
        for (int i = 0; i < 20; i++) {
            readers.join("rtsp://tom:cat@" + network.serversAddress(Cable.VIEWERS) + ":" + port + "/lost");
        }
        Await.until(
                "it is tried twice",
                Scene.LIMIT,
                () -> server.lines("lost", "source.failed").size() >= 2);
        RtspReader viewer = watch("hall");
        assertThat(viewer.video().continuous()).isTrue();
        assertThat(server.lines().filter(line -> line.text().contains("event=lane.defect")))
                .isEmpty();
        viewer.teardown();
    }
}
