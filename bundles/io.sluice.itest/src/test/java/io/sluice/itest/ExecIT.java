/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.itest.api.Curl;
import io.sluice.testkit.Await;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import io.sluice.testkit.rtsp.RtspTalker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs as sources of the finished server: real ffmpeg in each format, and programs that behave badly. */
class ExecIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String FFMPEG = "/usr/bin/ffmpeg";
    private static final String USERS = """
            auth:
              users:
                - { name: root, password: root, role: admin }
            """;
    private static final String PICTURE = "-re -f lavfi -i testsrc=size=160x120:rate=25";
    /** A picture that never changes. */
    private static final String BARS = "-re -f lavfi -i smptebars=size=160x120:rate=25 -vf format=yuv422p";

    private static final String SOUND = "-re -f lavfi -i sine=frequency=440:sample_rate=48000";
    private static final String H264 = "-c:v libx264 -preset ultrafast -tune zerolatency -g 10 -pix_fmt yuv420p";

    /** Name, arguments of ffmpeg, what the description for viewers has. */
    private static final Map<String, List<String>> FORMATS = new TreeMap<>(Map.of(
            "annexb", List.of(PICTURE + " " + H264 + " -f h264 -", "H264/90000"),
            "ts",
                    List.of(
                            PICTURE + " " + SOUND + " " + H264 + " -c:a aac -f mpegts -flush_packets 1 -muxdelay 0 -",
                            "H264/90000",
                            "MPEG4-GENERIC/48000/1"),
            "flv",
                    List.of(
                            PICTURE + " " + SOUND + " " + H264 + " -c:a aac -f flv -",
                            "H264/90000",
                            "MPEG4-GENERIC/48000/1"),
            "mjpeg", List.of(PICTURE + " -c:v mjpeg -huffman default -pix_fmt yuvj420p -f mjpeg -", "m=video"),
            "adts", List.of(SOUND + " -c:a aac -f adts -", "MPEG4-GENERIC/48000/1"),
            "wav", List.of(SOUND + " -c:a pcm_alaw -ar 8000 -f wav -", "PCMA/8000"),
            "y4m", List.of(BARS + " -f yuv4mpegpipe -", "raw/90000"),
            "output",
                    List.of(
                            PICTURE + " " + SOUND + " " + H264
                                    + " -c:a libopus -max_delay 1 -f rtsp -rtsp_transport tcp {output}",
                            "H264/90000",
                            "opus/48000/2")));

    private static final int PCMA = 8;

    private static Path scripts;
    /** What was said, as the program that plays it got it. */
    private static Path words;

    private static ServerProcess server;
    private static int versions;

    @BeforeAll
    static void start() throws IOException {
        scripts = Dist.workDirectory("scripts");
        var yaml = new StringBuilder("streams:\n");
        FORMATS.forEach((name, facts) -> stream(yaml, name, FFMPEG + " -nostdin -v error " + facts.get(0)));
        yaml.append("  coded: ffmpeg:y4m#video=h264\n");
        stream(yaml, "exits", script("exits", "echo 'no rtsp://me:Secret17@192.0.2.1/' >&2; exit 7"));
        stream(yaml, "silent", script("silent", "exec sleep 86311") + "#starttimeout=2");
        stream(
                yaml,
                "family",
                script("family", "(trap '' TERM; exec setsid sleep 86312) & sleep 86312 &\nexec " + clip()));
        stream(yaml, "deaf", script("deaf", "trap '' TERM INT HUP PIPE\n" + clip() + "\nsleep 86313"));
        stream(yaml, "flood", script("flood", "head -c 50000000 /dev/zero >&2 &\nexec " + clip()));
        stream(yaml, "later", script("later", "exec " + clip()));
        Path sound = Files.write(scripts.resolve("sound.wav"), wav(60));
        String many = script("many", "cat " + sound + "\nexec sleep 86314");
        for (int i = 1; i <= 17; i++) {
            stream(yaml, "many" + i, many);
        }
        words = Dist.workDirectory("speech").resolve("words");
        String speaker = script("speaker", "rm -f " + words + ".end\ncat > " + words + "\ntouch " + words + ".end");
        stream(yaml, "speaker", speaker + "#backchannel=1#audio=alaw/8000");
        yaml.append("  door: [ \"demo:\", \"exec:" + speaker + "#backchannel=1\" ]\n");
        yaml.append("tuning: { stall: 120s, linger: 500ms }\n");
        server = ServerProcess.start(yaml + allowed("later") + USERS);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Silence in A-law. */
    private static byte[] wav(int seconds) {
        byte[] head = HexFormat.of()
                .parseHex("52494646ffffffff57415645666d7420120000000600010040"
                        + "1f0000401f000001000800000064617461ffffffff");
        byte[] all = Arrays.copyOf(head, head.length + seconds * 8_000);
        Arrays.fill(all, head.length, all.length, (byte) 0xD5);
        return all;
    }

    private static String clip() {
        return FFMPEG + " -nostdin -v error " + PICTURE + " " + H264 + " -f mpegts -flush_packets 1 -muxdelay 0 -";
    }

    private static void stream(StringBuilder yaml, String name, String command) {
        yaml.append("  ").append(name).append(": \"exec:").append(command).append("\"\n");
    }

    private static String script(String name, String text) {
        try {
            Path file = Files.writeString(scripts.resolve(name), "#!/bin/sh\n" + text + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            return file.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String allowed(String without) throws IOException {
        var paths = new ArrayList<>(List.of(FFMPEG));
        try (Stream<Path> files = Files.list(scripts)) {
            files.filter(file -> !file.endsWith(without)).forEach(file -> paths.add(file.toString()));
        }
        return "exec: { allow_paths: [ " + String.join(", ", paths) + " ] }\n";
    }

    private static String url(String stream) {
        return "rtsp://root:root@127.0.0.1:" + server.rtspPort() + "/" + stream;
    }

    private static String state(String stream) {
        return Curl.at(server.httpPort())
                .as("root")
                .get("/api/v1/streams/" + stream)
                .body();
    }

    /** Processes of the server whose command line has the word. */
    private static List<String> programs(String word) {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(command -> command.contains(word))
                .toList();
    }

    private static void awaitGone(String word) {
        Await.until(() -> "gone: " + programs(word), LIMIT, () -> programs(word).isEmpty());
    }

    /** Joins once; whether anything came before the end. */
    private static boolean plays(RtspReaders readers, String stream) {
        RtspReader reader = readers.join(url(stream));
        Await.until(
                () -> "an answer for " + stream + ": " + reader,
                LIMIT,
                () -> reader.units() > 0 || reader.state() == RtspReader.State.ENDED);
        return reader.units() > 0;
    }

    @Test
    void everyFormatIsRecognisedAndPlays() throws Exception {
        try (RtspReaders readers = RtspReaders.open()) {
            var viewers = new TreeMap<String, RtspReader>();
            FORMATS.keySet().forEach(name -> viewers.put(name, readers.join(url(name))));
            for (Map.Entry<String, RtspReader> viewer : viewers.entrySet()) {
                viewer.getValue().awaitUnits(30, LIMIT);
                List<String> facts = FORMATS.get(viewer.getKey());
                assertThat(viewer.getValue().sdp()).as(viewer.getKey()).contains(facts.subList(1, facts.size()));
            }
            assertThat(ownFfmpegs()).hasSize(FORMATS.size());
            for (String name : List.of("ts", "output", "mjpeg")) {
                String decoded = PeerProcess.run(
                        LIMIT,
                        ("ffmpeg -nostdin -v error -xerror -rtsp_transport tcp -i " + url(name)
                                        + " -map 0:v -frames:v 10 -f framecrc -")
                                .split(" "));
                assertThat(decoded.lines().filter(line -> line.startsWith("0,")))
                        .as(name)
                        .hasSizeGreaterThanOrEqualTo(10);
            }
        }
        Await.until(
                () -> "no ffmpeg is left: " + ownFfmpegs(),
                LIMIT,
                () -> ownFfmpegs().isEmpty());
    }

    @Test
    void rawPicturesArriveAsTheyWereWrittenAndAreReadByOneThatCodesThem() throws Exception {
        String crc = " -an -frames:v 3 -pix_fmt uyvy422 -f framehash -hash crc32 -";
        String made = PeerProcess.run(LIMIT, ("ffmpeg -nostdin -v error " + BARS + crc).split(" "));
        String came = PeerProcess.run(
                LIMIT, ("ffmpeg -nostdin -v error -rtsp_transport tcp -i " + url("y4m") + crc).split(" "));
        assertThat(hashes(came)).hasSize(1).isEqualTo(hashes(made));
        try (RtspReaders readers = RtspReaders.open()) {
            RtspReader viewer = readers.join(url("coded"));
            viewer.awaitUnits(10, LIMIT);
            assertThat(viewer.sdp()).contains("H264/90000");
        }
        Await.until(
                () -> "no ffmpeg is left: " + ownFfmpegs(),
                LIMIT,
                () -> ownFfmpegs().isEmpty());
    }

    private static Set<String> hashes(String framehash) {
        return framehash
                .lines()
                .filter(line -> line.startsWith("0,"))
                .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
                .collect(Collectors.toSet());
    }

    private static List<Long> ownFfmpegs() {
        return server.descendants().stream()
                .filter(process -> process.info().command().orElse("").endsWith("/ffmpeg"))
                .map(ProcessHandle::pid)
                .toList();
    }

    @Test
    void aProgramThatEndsAtOnceIsShownWithItsLastWordsMasked() {
        try (RtspReaders readers = RtspReaders.open()) {
            readers.join(url("exits"));
            Await.until(
                    () -> state("exits"),
                    LIMIT,
                    () -> state("exits")
                            .contains("exits ended with code 7; its last words: no rtsp://me:***@192.0.2.1/"));
        }
    }

    @Test
    void aProgramThatNeverWritesIsStopped() {
        try (RtspReaders readers = RtspReaders.open()) {
            readers.join(url("silent"));
            Await.until(
                    () -> state("silent"),
                    LIMIT,
                    () -> state("silent").contains("silent gave no media within 2000 ms"));
        }
        awaitGone("sleep 86311");
    }

    @Test
    void whateverAProgramDoesNothingOfItIsLeftWhenItsViewerLeaves() {
        for (String name : List.of("family", "deaf", "flood")) {
            try (RtspReaders readers = RtspReaders.open()) {
                readers.join(url(name)).awaitUnits(20, LIMIT);
            }
            awaitGone(scripts.resolve(name).toString());
            Await.until(
                    () -> name + " is idle: " + state(name),
                    LIMIT,
                    () -> state(name).contains("IDLE"));
        }
        awaitGone("sleep 86312");
        awaitGone("sleep 86313");
    }

    @Test
    void theSeventeenthProgramIsRefusedAndComesWhenThereIsRoom() {
        try (RtspReaders readers = RtspReaders.open()) {
            var viewers = new ArrayList<RtspReader>();
            for (int i = 1; i <= 16; i++) {
                viewers.add(readers.join(url("many" + i)));
            }
            RtspReaders.awaitUnits(viewers, 1, LIMIT);
            readers.join(url("many17"));
            Await.until(
                    () -> state("many17"),
                    LIMIT,
                    () -> state("many17").contains("16 programs run already, as many as may"));
            viewers.get(0).teardown();
            Await.until(() -> "room for another one: " + state("many17"), LIMIT, () -> plays(readers, "many17"));
        }
        awaitGone("sleep 86314");
    }

    @Test
    void aProgramHasToBeListedAndIsStartedOnceItIs() throws Exception {
        try (RtspReaders readers = RtspReaders.open()) {
            readers.join(url("later"));
            String sentence = scripts.resolve("later") + " is not in exec.allow_paths, which has /";
            Await.until(
                    "the viewer is told",
                    LIMIT,
                    () -> server.log().stream()
                            .anyMatch(line ->
                                    line.contains("event=viewer.refused stream=later") && line.contains(sentence)));
            Path file = server.home().resolve("conf/sluice.yaml");
            String yaml = Files.readString(file).replaceFirst("exec: \\{.*\\n", allowed("none"));
            Path draft = Files.writeString(file.resolveSibling("draft"), yaml);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            Await.until(() -> "the program plays: " + state("later"), LIMIT, () -> plays(readers, "later"));
        }
        awaitGone(scripts.resolve("later").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"speaker", "door"})
    void aProgramPlaysWhatIsSaidAndRunsOnlyMeanwhile(String stream) throws Exception {
        byte[] speech = new byte[60 * 160];
        new Random(7).nextBytes(speech);
        Files.deleteIfExists(words);
        try (RtspTalker talker = RtspTalker.open(url(stream))) {
            assertThat(talker.offer()).contains("PCMA/8000");
            assertThat(programs(scripts.resolve("speaker").toString())).isEmpty();
            for (int i = 0; i < 60; i++) {
                talker.say(PCMA, Arrays.copyOfRange(speech, i * 160, (i + 1) * 160));
                if (i % 16 == 15) { // in real time nobody is faster than the queue
                    awaitWords((i + 1) * 160L);
                }
            }
            awaitWords(speech.length);
            assertThat(words).hasBinaryContent(speech);
        }
        awaitGone(scripts.resolve("speaker").toString());
        assertThat(Path.of(words + ".end")).as("it came to its end by itself").exists();
        Await.until(
                () -> stream + " is idle: " + state(stream),
                LIMIT,
                () -> state(stream).contains("IDLE"));
    }

    private static void awaitWords(long bytes) {
        Await.until(bytes + " bytes", LIMIT, () -> Files.exists(words) && Files.size(words) >= bytes);
    }

    @Test
    void whoOnlyWatchesALoudspeakerIsToldThatThereIsNothing() {
        try (RtspReaders readers = RtspReaders.open()) {
            readers.join(url("speaker")).awaitEnded(LIMIT);
            assertThat(programs(scripts.resolve("speaker").toString())).isEmpty();
        }
    }

    @Test
    void aViewerStaysWhileTheDriverIsReplaced() throws Exception {
        try (RtspReaders readers = RtspReaders.open()) {
            RtspReader viewer = readers.join(url("annexb"));
            viewer.awaitUnits(10, LIMIT);
            List<Long> before = ownFfmpegs();
            replaceTheDriver();
            Await.until("another program", LIMIT, () -> ownFfmpegs().stream().anyMatch(pid -> !before.contains(pid)));
            viewer.awaitUnits(viewer.units() + 30, LIMIT);
            assertThat(viewer.state()).isEqualTo(RtspReader.State.PLAYING);
            assertThat(ownFfmpegs()).doesNotContainAnyElementsOf(before);
        }
        Await.until(
                () -> "no ffmpeg is left: " + ownFfmpegs(),
                LIMIT,
                () -> ownFfmpegs().isEmpty());
    }

    private static void replaceTheDriver() throws IOException {
        Path shipped = BundleCopy.shipped("io.sluice.driver.exec");
        versions++;
        BundleCopy.version(
                shipped, BundleCopy.next(shipped, versions), server.home().resolve("deploy/exec.jar"));
    }

    private static List<Long> speakers() {
        return server.descendants().stream()
                .filter(process -> process.info()
                        .commandLine()
                        .orElse("")
                        .contains(scripts.resolve("speaker").toString()))
                .map(ProcessHandle::pid)
                .toList();
    }

    @Test
    void whoSpeaksIsHeardAgainWhenTheDriverIsReplacedAndWhoWatchesNoticesNothing() throws Exception {
        byte[] before = word(1);
        byte[] after = word(2);
        try (RtspReaders readers = RtspReaders.open();
                RtspTalker talker = RtspTalker.open(url("door"))) {
            RtspReader viewer = readers.join(url("door"));
            viewer.awaitUnits(10, LIMIT);
            Files.deleteIfExists(words);
            talker.say(PCMA, before);
            awaitWords(before.length);
            List<Long> old = speakers();
            assertThat(old).isNotEmpty();
            replaceTheDriver();
            Await.until(() -> "the driver's programs are gone: " + speakers(), LIMIT, () -> {
                talker.say(PCMA, before);
                return speakers().stream().noneMatch(old::contains);
            });
            Await.until(() -> "another program hears: " + state("door"), LIMIT, () -> {
                talker.say(PCMA, after);
                return Files.exists(words) && endsWith(Files.readAllBytes(words), after);
            });
            assertThat(speakers()).isNotEmpty().doesNotContainAnyElementsOf(old);
            viewer.awaitUnits(viewer.units() + 10, LIMIT);
            assertThat(viewer.state()).isEqualTo(RtspReader.State.PLAYING);
            assertThat(viewer.video().continuous()).as("%s", viewer).isTrue();
        }
        awaitGone(scripts.resolve("speaker").toString());
        Await.until(
                () -> "it is idle: " + state("door"), LIMIT, () -> state("door").contains("IDLE"));
    }

    private static byte[] word(int sound) {
        byte[] word = new byte[160];
        Arrays.fill(word, (byte) sound);
        return word;
    }

    private static boolean endsWith(byte[] all, byte[] end) {
        return all.length >= end.length
                && Arrays.equals(Arrays.copyOfRange(all, all.length - end.length, all.length), end);
    }

    @Test
    void gstreamerSpeaksToAProgramAsItDoesToCameras() throws Exception {
        Path directory = Dist.workDirectory("exec-talk");
        Path script = directory.resolve("gst-talk.py");
        try (var in = ExecIT.class.getResourceAsStream("/gst-talk.py")) {
            Files.copy(in, script);
        }
        Path said = directory.resolve("said");
        Files.deleteIfExists(words);
        String output = PeerProcess.run(
                LIMIT, "/usr/bin/python3", script.toString(), url("door"), "60", said.toString(), "alaw");

        assertThat(output).contains("said all");
        assertThat(Files.size(said)).isEqualTo(60 * 160);
        awaitWords(60 * 160);
        assertThat(words).hasSameBinaryContentAs(said);
        awaitGone(scripts.resolve("speaker").toString());
    }
}
