/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Await;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.rtsp.ChannelCounts;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The recipes of {@code docs/ffmpeg.md}, taken from the page as they stand there: those that this machine can run give
 * what they promise, of the others ffmpeg says that their device is not here.
 */
class RecipesIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String FILM = "color=red:size=160x120:rate=25:duration=";

    /** What viewers get, in the order of SDP's names; the loop is longer than its file. */
    private static final Map<String, Set<String>> RUN = new TreeMap<>(Map.ofEntries(
            Map.entry("yard?video=h264&audio=opus", Set.of("h264", "opus")),
            Map.entry("gate?video=h264&audio=opus", Set.of("h264", "opus")),
            Map.entry("gate_small", Set.of("h264")),
            Map.entry("attic", Set.of("h264")),
            Map.entry("lab", Set.of("h264")),
            Map.entry("hall", Set.of("h264")),
            Map.entry("film", Set.of("h264", "mpeg4-generic")),
            Map.entry("loop", Set.of("h264")),
            Map.entry("test", Set.of("h264", "mpeg4-generic")),
            Map.entry("screen", Set.of("h264")),
            Map.entry("pi", Set.of("h264"))));

    /** They need a camera on this machine. */
    private static final Set<String> DEVICES = Set.of("desk", "pi_v4l2", "pi_usb");

    private static FakeCamera camera;
    private static FakeCamera hevc;
    private static PeerProcess screen;
    private static ServerProcess server;
    private static Map<?, ?> recipes;

    @BeforeAll
    static void start() throws Exception {
        Path directory = Dist.workDirectory("recipes");
        camera = FakeCamera.options().aac().start();
        Path clip = directory.resolve("clip.h265");
        make("-f lavfi -i testsrc2=size=320x180:rate=25:duration=2 -c:v libx265 -preset ultrafast"
                + " -x265-params log-level=error:keyint=10 -f hevc " + clip);
        hevc = FakeCamera.options().stream(Files.readAllBytes(clip), true).aac().start();
        for (String[] film : new String[][] {{"film", "120"}, {"loop", "1"}}) {
            make("-f lavfi -i " + FILM + film[1] + " -f lavfi -i sine=duration=" + film[1] + " -c:v libx264 -g 25"
                    + " -preset ultrafast -pix_fmt yuv420p -c:a aac " + directory.resolve(film[0] + ".mp4"));
        }
        screen = PeerProcess.start("Xvfb", "-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp");
        Await.until("a screen", LIMIT, () -> screen.output().matches("(?s)(.*\n)?[0-9]+\n.*"));
        String display = ":"
                + screen.output()
                        .strip()
                        .lines()
                        .filter(line -> line.matches("[0-9]+"))
                        .findFirst()
                        .get();
        String yaml = here(directory, display) + "tuning: { linger: 0s, start: 60s, open: 60s }\n";
        server = ServerProcess.launch(ServerProcess.homeWith(yaml), Map.of("DISPLAY", display));
        server.awaitBanner();
    }

    private static void make(String arguments) throws Exception {
        PeerProcess.run(LIMIT, ("ffmpeg -nostdin -v error " + arguments).split(" "));
    }

    /** The page's block, with what is here instead of what stands in somebody's house. */
    private static String here(Path directory, String display) throws IOException {
        String page = Files.readString(Path.of(System.getProperty("sluice.itest.tree"), "docs/ffmpeg.md"));
        String block = page.substring(page.indexOf("```yaml\n", page.indexOf("## Recipes")) + "```yaml\n".length());
        String yaml = block.substring(0, block.indexOf("```"));
        recipes = (Map<?, ?>) ((Map<?, ?>) load(yaml)).get("streams");
        // A stand-in for the board's own program, which cannot run here.
        Path pi = Files.writeString(directory.resolve("rpicam-vid"), """
                #!/bin/sh
                exec /usr/bin/ffmpeg -nostdin -v error -re -f lavfi -i testsrc=size=160x120:rate=25 -c:v libx264 \
                -preset ultrafast -tune zerolatency -g 10 -pix_fmt yuv420p -f h264 -
                """);
        assertThat(pi.toFile().setExecutable(true)).isTrue();
        yaml = yaml.replaceAll("rtsp://192\\.0\\.2\\.9/main", hevc.url());
        yaml = yaml.replaceAll("rtsp://192\\.0\\.2\\.[0-9]+/main", camera.url());
        yaml = yaml.replace("/srv/media", directory.toString());
        yaml = yaml.replace("/usr/bin/rpicam-vid", pi.toString());
        yaml = yaml.replace("screen=:0", "screen=" + display);
        return yaml.replace("device?video=0", "device?video=97");
    }

    private static Object load(String yaml) {
        return new Load(LoadSettings.builder().build()).loadFromString(yaml);
    }

    @AfterAll
    static void stop() throws Exception {
        try (FakeCamera one = camera;
                FakeCamera other = hevc;
                PeerProcess shown = screen;
                ServerProcess open = server) {
            assertThat(open.terminate(Duration.ofSeconds(30))).isZero();
            assertThat(open.log()).noneMatch(line -> line.contains(" ERROR ") || line.contains("Exception"));
            assertThat(shown.isAlive()).isTrue();
            assertThat(one.statistic("conns")).isPositive();
            assertThat(other.statistic("conns")).isPositive();
        }
    }

    private static String url(String stream) {
        return "rtsp://127.0.0.1:" + server.rtspPort() + "/" + stream;
    }

    private static Set<String> run() {
        return RUN.keySet();
    }

    @Test
    void everyRecipeOfThePageIsTried() {
        Set<String> tried = new TreeSet<>(DEVICES);
        RUN.keySet().forEach(name -> tried.add(name.replaceAll("\\?.*", "")));
        Set<String> written = new TreeSet<>();
        recipes.keySet().forEach(name -> written.add(String.valueOf(name)));
        assertThat(tried).isEqualTo(written);
    }

    @ParameterizedTest
    @MethodSource("run")
    void recipesGiveWhatTheyPromise(String stream) {
        Set<String> codecs = RUN.getOrDefault(stream, Set.of());
        int units = stream.equals("loop") ? 60 : 10;
        try (RtspReaders readers = RtspReaders.open()) {
            RtspReader reader = readers.join(url(stream));
            Await.until(
                    () -> units + " units of each of " + codecs + "; it is " + reader + "\n" + said(),
                    LIMIT,
                    () -> !ended(reader) && names(reader, units).equals(codecs));
            reader.teardown();
        }
    }

    private static boolean ended(RtspReader reader) {
        if (!reader.failure().isEmpty()) {
            throw new AssertionError(reader.failure() + "\n" + said());
        }
        return false;
    }

    private static Set<String> names(RtspReader reader, int units) {
        Set<String> names = new TreeSet<>();
        for (ChannelCounts counts : reader.counts()) {
            names.add(counts.units() < units ? "too few" : counts.codec().toLowerCase(Locale.ROOT));
        }
        return names;
    }

    private static String said() {
        try {
            List<String> lines = server.log();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aPictureIsAsWideAsItWasAskedFor() throws Exception {
        String said = PeerProcess.run(
                LIMIT,
                "ffprobe",
                "-v",
                "error",
                "-rtsp_transport",
                "tcp",
                "-show_entries",
                "stream=width,height",
                "-of",
                "csv=p=0",
                url("gate_small"));
        assertThat(said.strip()).isEqualTo("640,360");
    }

    @ParameterizedTest
    @MethodSource("devices")
    void recipesForDevicesAreTakenAndFfmpegSaysThatTheDeviceIsMissing(String stream) {
        try (RtspReaders readers = RtspReaders.open()) {
            RtspReader reader = readers.join(url(stream));
            Await.until(
                    () -> "ffmpeg names the device: " + said(),
                    LIMIT,
                    () -> server.log().stream()
                            .anyMatch(line -> line.contains("/dev/video97") && line.contains(stream)));
            reader.teardown();
        }
    }

    private static Set<String> devices() {
        return DEVICES;
    }
}
