/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.faults;

import static io.sluice.itest.faults.FaultyServer.figure;
import static io.sluice.itest.faults.FaultyServer.scaled;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.itest.Dist;
import io.sluice.itest.PeerProcess;
import io.sluice.itest.ServerProcess;
import io.sluice.testkit.Await;
import io.sluice.testkit.camera.Clip;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.line.Line;
import io.sluice.testkit.rtsp.ChannelCounts;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A camera for each fault, all on one server, and all faults at once: each stream has its own outcome, the one without
 * a fault has none, and no viewer is disconnected. The times of the policy are shortened; docs/conformance/faults.md
 * says which test proves the original ones.
 */
class CameraFaultsIT {
    private static final List<String> NAMES = List.of(
            "calm",
            "rst",
            "fin",
            "half",
            "silent",
            "frozen",
            "mute",
            "refusing",
            "ending",
            "dripping",
            "bursting",
            "rubbish",
            "lying",
            "narrow",
            "lossy",
            "renamed",
            "lossy-udp",
            "mixed-udp");
    private static final Duration STALL = Duration.ofSeconds(3);
    private static final int PICTURE_TICKS = 3600;
    private static final String HOST = "camera.test";

    private static final Map<String, FakeCamera> CAMERAS = new TreeMap<>();
    private static final Map<String, Scene> SCENES = new TreeMap<>();
    private static Line line;
    private static Path hosts;
    private static FaultyServer server;
    private static RtspReaders readers;

    @BeforeAll
    static void start() throws IOException {
        readers = RtspReaders.open();
        var yaml = new StringBuilder("streams:\n");
        for (String name : NAMES) {
            // 64 KiB of the small clip would be five seconds of it
            Clip clip = name.equals("bursting") ? Clip.ZHLING_720P : Clip.IDR_LOST_QCIF;
            FakeCamera camera = FakeCamera.options().clip(clip).start();
            CAMERAS.put(name, camera);
            yaml.append("  ")
                    .append(name)
                    .append(": \"")
                    .append(source(name, camera))
                    .append("#timeout=3")
                    .append(name.endsWith("-udp") ? "#transport=udp" : "")
                    .append("\"\n");
        }
        yaml.append("tuning:\n  stall: 3s\n  check_interval: 200ms\n  retry: { cap: 1500ms }\n");
        hosts = Dist.workDirectory("hosts").resolve("hosts");
        named("127.0.0.1");
        var environment = Map.of("SLUICE_JAVA_OPTS", "-Djdk.net.hosts.file=" + hosts);
        ServerProcess process = ServerProcess.launch(ServerProcess.homeWith(yaml.toString()), environment);
        server = new FaultyServer(process);
        process.awaitBanner();
        for (String name : NAMES) {
            RtspReader viewer = readers.join(server.url(name));
            SCENES.put(name, new Scene(name, CAMERAS.get(name), viewer, server));
        }
        List<RtspReader> viewers =
                SCENES.values().stream().map(scene -> scene.viewer).toList();
        RtspReaders.awaitPlaying(viewers, Scene.LIMIT);
        RtspReaders.awaitUnits(viewers, 25, Scene.LIMIT);
    }

    private static String source(String name, FakeCamera camera) {
        if (name.equals("half")) {
            line = Line.to(camera.port());
            return camera.url().replace(":" + camera.port(), ":" + line.port());
        }
        return name.equals("renamed") ? camera.url().replace("127.0.0.1", HOST) : camera.url();
    }

    private static void named(String address) throws IOException {
        Files.writeString(hosts, "127.0.0.1 localhost\n" + (address.isEmpty() ? "" : address + " " + HOST + "\n"));
    }

    @AfterAll
    static void stop() {
        readers.close();
        server.close();
        line.close();
        CAMERAS.values().forEach(FakeCamera::close);
    }

    private static Scene scene(String name) {
        return SCENES.get(name);
    }

    private static void strike(String name, Consumer<FakeCamera> fault) {
        Scene scene = scene(name);
        scene.strike(() -> fault.accept(scene.camera));
    }

    private static PeerProcess decoder(String stream) throws IOException {
        // The times as they come: the picture rate that ffmpeg guesses would round two of them to one.
        String command = "ffmpeg -nostdin -v error -rtsp_transport tcp -i " + server.url(stream)
                + " -vsync passthrough -enc_time_base -1 -f null -";
        return PeerProcess.start(command.split(" "));
    }

    @Test
    void eachFaultStaysWithItsStreamAndNoViewerIsDisconnected() throws Exception {
        int files = server.files();
        int threads = server.threads();
        try (PeerProcess decoder = decoder("rst")) {
            Await.until(
                    "the decoder plays",
                    Scene.LIMIT,
                    () -> server.lines("rst", "rtsp.play").size() == 2);
            strikeAll();
            List<Thread> others = theOthers();
            connectionsThatEnd();
            connectionsThatFallSilent();
            camerasThatDoNotLetIn();
            bytesThatAreStrange();
            namesThatChange();
            for (Thread other : others) {
                other.join(Scene.LIMIT.toMillis());
            }
            endingIsNotStormed();
            assertThat(decoder.isAlive()).as(decoder.output()).isTrue();
            assertThat(decoder.output())
                    .as("X-01: what the decoder complains of")
                    .isBlank();
        }
        assertThat(SCENES.values())
                .allSatisfy(scene -> assertThat(scene.viewer.state())
                        .as("%s %s", scene.name, scene.viewer)
                        .isEqualTo(RtspReader.State.PLAYING));
        scene("calm").untouched();
        figure(
                "isolation",
                "longest pause beside all faults " + scene("calm").healed().toMillis() + " ms");
        server.awaitBaseline(files, threads);
        assertThat(server.errors()).isEmpty();
    }

    private static void strikeAll() throws IOException {
        scene("calm").strike(() -> {});
        strike("rst", FakeCamera::reset);
        strike("fin", FakeCamera::finish);
        scene("half").strike(() -> line.cut(true));
        strike("silent", camera -> camera.stall(true));
        strike("frozen", camera -> camera.freeze(true));
        strike("mute", camera -> {
            camera.mute(true);
            camera.reset();
        });
        strike("refusing", camera -> {
            camera.refuse(Duration.ofSeconds(4));
            camera.reset();
        });
        strike("dripping", camera -> camera.drip(true));
        strike("bursting", camera -> camera.burst(64 * 1024));
        strike("rubbish", camera -> camera.garbage(700));
        strike("lying", FakeCamera::wrongLength);
        strike("narrow", camera -> camera.narrow(bytesPerSecond(camera) / 2));
        strike("lossy", camera -> camera.disturb(0.02, 0, 0));
        strike("lossy-udp", camera -> camera.disturb(0.1, 0, 0));
        strike("mixed-udp", camera -> camera.disturb(0, 0.1, 0.05));
        named("");
        strike("renamed", FakeCamera::close);
    }

    private static int bytesPerSecond(FakeCamera camera) {
        // 25 pictures a second; what was sent so far says how large they are.
        long pictures = Math.max(1, scene("narrow").viewer.units());
        return (int) (camera.statistic("bytes") * 25 / pictures);
    }

    /** A camera that ends each connection after its first picture; for some seconds. */
    private static List<Thread> theOthers() {
        FakeCamera ending = scene("ending").camera;
        scene("ending").strike(ending::finish);
        var thread = new Thread(
                () -> {
                    long endNs = System.nanoTime() + Duration.ofSeconds(5).toNanos();
                    while (System.nanoTime() < endNs) {
                        long plays = ending.statistic("plays");
                        Await.until(
                                "it plays again",
                                Scene.LIMIT,
                                () -> ending.statistic("plays") > plays || System.nanoTime() > endNs);
                        ending.finish();
                    }
                },
                "ending");
        thread.setDaemon(true);
        thread.start();
        return List.of(thread);
    }

    /** go2rtc 1768: retries every 100 to 300 ms for ever. */
    private static void endingIsNotStormed() {
        long tries = scene("ending").reconnected();
        assertThat(tries).isBetween(1L, 9L);
        figure("go2rtc 1768", tries + " tries in 5 s at a camera that ends after PLAY");
        scene("ending").healed();
        assertThat(scene("ending").camera.statistic("most_open")).isEqualTo(1);
    }

    private static void connectionsThatEnd() {
        for (var fault : Map.of("rst", "RESET", "fin", "ENDED").entrySet()) {
            Scene scene = scene(fault.getKey());
            Duration noticed = scene.noticed(fault.getValue());
            assertThat(noticed).as(scene.name).isLessThan(scaled(Duration.ofMillis(100)));
            Duration pause = scene.healed();
            assertThat(pause).as(scene.name).isLessThan(scaled(Duration.ofSeconds(4)));
            assertThat(scene.reconnected()).isEqualTo(1);
            assertThat(scene.camera.statistic("most_open")).isEqualTo(1);
            assertThat(scene.since("source.failed"))
                    .as("one warning")
                    .hasSize(1)
                    .allMatch(logged -> logged.level().equals("WARN"));
            figure(
                    scene.name.equals("rst") ? "X-01" : "X-02",
                    "noticed after " + noticed.toMillis() + " ms, pause " + pause.toMillis() + " ms");
        }
    }

    private static void connectionsThatFallSilent() {
        for (var fault :
                Map.of("half", "X-03", "silent", "X-04", "frozen", "X-05").entrySet()) {
            Scene scene = scene(fault.getKey());
            Duration noticed = scene.noticed("STALLED");
            // Counted from the last picture, which came some time before the fault.
            assertThat(noticed)
                    .as(scene.name)
                    .isBetween(STALL.minus(scaled(Duration.ofMillis(200))), STALL.plus(scaled(Duration.ofSeconds(2))));
            figure(fault.getValue(), "noticed after " + noticed.toMillis() + " ms with tuning.stall 3s");
        }
        line.cut(false);
        scene("silent").camera.stall(false);
        scene("frozen").camera.freeze(false);
        for (String name : List.of("half", "silent", "frozen")) {
            scene(name).healed();
            // go2rtc 75: connections that nobody notices are dead
            Await.until(
                    name + ": the old one is closed",
                    Scene.LIMIT,
                    () -> scene(name).camera.statistic("open") == 1);
        }
    }

    private static void camerasThatDoNotLetIn() {
        Duration mute = scene("mute").failed("TIMEOUT");
        scene("mute").camera.mute(false);
        scene("mute").healed();
        figure("X-06", "first attempt given up " + mute.toMillis() + " ms after the fault, with #timeout=3");
        scene("refusing").failed("REFUSED");
        scene("refusing").healed();
        int failures = scene("refusing").since("source.failed").size();
        assertThat(failures).isBetween(1, 8);
        figure("X-07", failures + " lines for 4 s of refusal");
    }

    private static void bytesThatAreStrange() {
        scene("dripping").untouched();
        scene("bursting").untouched();
        scene("rubbish").untouched();
        scene("lying").untouched();
        scene("lossy").untouched();
        datagramsThatAreLostOrMixedUp();
        Scene narrow = scene("narrow");
        narrow.untouched();
        narrow.camera.narrow(0);
        narrow.untouched();
        assertThat(narrow.viewer.video().longestStepTicks())
                .as("X-16: stretched")
                .isLessThanOrEqualTo(PICTURE_TICKS * 2);
        assertThat(server.lines("rubbish", "rtsp.resync")).hasSize(1);
    }

    /** pictures with a gap are left out whole. X-15: order is restored, repetitions are removed. */
    private static void datagramsThatAreLostOrMixedUp() {
        Scene lossy = scene("lossy-udp");
        lossy.untouched();
        ChannelCounts seen = lossy.viewer.video();
        long missing = seen.ticks() / PICTURE_TICKS + 1 - seen.units();
        assertThat(missing).as("pictures left out: %s", seen).isPositive();
        figure("X-14", missing + " of " + (missing + seen.units()) + " pictures left out at 10 % loss, none torn");
        Scene mixed = scene("mixed-udp");
        mixed.untouched();
        assertThat(mixed.viewer.video().longestStepTicks()).as("X-15").isEqualTo(PICTURE_TICKS);
    }

    /** the camera is gone, then its name, then it is back with another address. */
    private static void namesThatChange() throws IOException {
        Scene renamed = scene("renamed");
        renamed.failed("UNREACHABLE");
        InetAddress elsewhere = InetAddress.getByName("127.0.0.2");
        var moved =
                FakeCamera.options().clip(Clip.IDR_LOST_QCIF).host(elsewhere).port(renamed.camera.port());
        FakeCamera camera = moved.start();
        CAMERAS.put("moved", camera);
        named("127.0.0.2");
        Await.until("it is found at its new address", Scene.LIMIT, () -> camera.statistic("plays") == 1);
        renamed.healed();
        var causes = new ArrayList<String>();
        renamed.since("source.failed").forEach(logged -> causes.add(logged.text()));
        assertThat(causes).anyMatch(text -> text.contains("the name has no address"));
        figure("X-11", causes.size() + " attempts until the new address was believed");
    }
}
