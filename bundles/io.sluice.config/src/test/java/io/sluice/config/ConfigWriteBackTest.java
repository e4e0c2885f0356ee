/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.config.ConfigRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.FrameworkUtil;

/** What others change in Configuration Admin is in the file, or it is put back. */
class ConfigWriteBackTest {
    private static final String BEFORE = """
            # mine
            env: { P: S3cr3t }
            rtsp:
              listen: ":8554"   # everywhere
              password: x
            streams:
              hall: rtsp://u:${P}@192.0.2.7/1  # cam
              yard: demo:
            auth:
              users: [ { name: a, password: b } ]
            """;

    @TempDir
    Path home;

    private TestServer server;
    private Path file;

    @BeforeEach
    void start() throws Exception {
        file = home.resolve("conf/sluice.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, BEFORE);
        server = new TestServer(home);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void update(String pid, Map<String, Object> properties) throws Exception {
        server.admin.all.get(pid).update(FrameworkUtil.asDictionary(properties));
    }

    private void create(String generated, Map<String, Object> properties) throws Exception {
        server.admin
                .getFactoryConfiguration("io.sluice.stream", generated, "?")
                .update(FrameworkUtil.asDictionary(properties));
    }

    private void awaitFile(String content) {
        await(() -> Files.readString(file).equals(content), () -> Files.readString(file));
        try {
            // Nothing goes round: once all that was begun is done, there is nothing more to do.
            server.file().document();
            int calls = server.admin.calls.size();
            server.file().change(null, List.of());
            assertThat(server.admin.calls).hasSize(calls);
        } catch (ConfigRefusedException refused) {
            throw new AssertionError(refused);
        }
        assertThat(file).hasContent(content);
    }

    private static void await(Callable<Boolean> condition, Callable<?> otherwise) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        try {
            while (!condition.call()) {
                assertThat(System.nanoTime())
                        .as(String.valueOf(otherwise.call()))
                        .isLessThan(deadline);
                LockSupport.parkNanos(5_000_000);
            }
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private Map<String, Object> properties(String pid) {
        var configuration = server.admin.all.get(pid);
        return configuration == null ? Map.of() : configuration.properties;
    }

    @Test
    void aFormOfASection() throws Exception {
        // As the Web Console: texts and numbers, the keys that the form knows, our mark is gone.
        update(
                "io.sluice.rtsp",
                Map.of("listen", ":9", "publish_timeout", "15s", "default_query", "", "password", "x"));
        awaitFile(BEFORE.replace(":8554", ":9"));
        assertThat(properties("io.sluice.rtsp")).containsEntry("listen", ":9").containsEntry("sluice.origin", "file");
    }

    @Test
    void anEmptyListIsNone() throws Exception {
        Map<String, Object> properties = new TreeMap<>(properties("io.sluice.api"));
        properties.put("hosts", new String[0]);
        properties.put("origins", List.of("https://a.example"));
        update("io.sluice.api", properties);
        awaitFile(BEFORE + "api:\n  origins:\n    - https://a.example\n");
    }

    @Test
    void aDefaultNeedNotStandInTheFile() throws Exception {
        update("io.sluice.rtsp", Map.of("listen", "127.0.0.1:8554"));
        awaitFile(BEFORE.replace("  listen: \":8554\"   # everywhere\n", ""));
    }

    @Test
    void aSectionThatWasNotThere() throws Exception {
        server.admin.getConfiguration("io.sluice.net", "?").update(FrameworkUtil.asDictionary(Map.of("loops", "3")));
        awaitFile(BEFORE + "net:\n  loops: \"3\"\n");
        assertThat(properties("io.sluice.net")).containsEntry("loops", 3);
    }

    @Test
    void aStreamFromAFormGetsItsOwnPid() throws Exception {
        create("0815", Map.of("name", "front door", "sources", List.of("demo:"), "preload", "video"));
        awaitFile(BEFORE.replace("  yard: demo:\n", "  yard: demo:\n  front door: \"demo:\"\n")
                + "preload:\n  front door: video\n");
        assertThat(server.admin.all).doesNotContainKey("io.sluice.stream~0815");
        assertThat(properties("io.sluice.stream~front%20door")).containsEntry("preload", "video");
    }

    @Test
    void publishersThatReplaceEachOtherFromAForm() throws Exception {
        create("0816", Map.of("name", "door", "sources", List.of(), "preload", "", "takeover", true));
        awaitFile(BEFORE.replace("  yard: demo:\n", "  yard: demo:\n  door:\n    takeover: true\n"));
        assertThat(properties("io.sluice.stream~door")).containsEntry("takeover", true);
    }

    @Test
    void aSourceMoreKeepsTheVariableOfTheOther() throws Exception {
        Map<String, Object> properties = new TreeMap<>(properties("io.sluice.stream~hall"));
        properties.put("sources", new String[] {"rtsp://u:S3cr3t@192.0.2.7/1", "demo:"});
        update("io.sluice.stream~hall", properties);
        awaitFile(BEFORE.replace(
                "  hall: rtsp://u:${P}@192.0.2.7/1  # cam\n",
                "  hall:  # cam\n    - rtsp://u:${P}@192.0.2.7/1\n    - \"demo:\"\n"));
    }

    @Test
    void aStreamThatIsDeletedOrRenamed() throws Exception {
        server.admin.all.get("io.sluice.stream~yard").delete();
        awaitFile(BEFORE.replace("  yard: demo:\n", ""));
        update("io.sluice.stream~hall", Map.of("name", "door"));
        awaitFile(BEFORE.replace("  yard: demo:\n", "")
                .replace("  hall: rtsp://u:${P}@192.0.2.7/1  # cam\n", "  door: rtsp://u:S3cr3t@192.0.2.7/1\n"));
        assertThat(server.admin.all).doesNotContainKey("io.sluice.stream~hall");
    }

    @Test
    void aSectionThatIsDeletedHasItsDefaults() throws Exception {
        server.admin.all.get("io.sluice.rtsp").delete();
        awaitFile(BEFORE.replace("rtsp:\n  listen: \":8554\"   # everywhere\n  password: x\n", ""));
        assertThat(properties("io.sluice.rtsp")).containsEntry("listen", "127.0.0.1:8554");
    }

    @Test
    void whatAFormDoesNotKnowStays() throws Exception {
        update("io.sluice.auth", Map.of());
        await(() -> properties("io.sluice.auth").containsKey("users.0.name"), () -> properties("io.sluice.auth"));
        assertThat(file).hasContent(BEFORE);
    }

    @Test
    void aRowOfATable() throws Exception {
        Map<String, Object> properties = new TreeMap<>(properties("io.sluice.auth"));
        properties.put("users.1.name", "c");
        properties.put("users.1.password", "d");
        properties.put("users.1.role", "admin");
        update("io.sluice.auth", properties);
        awaitFile(BEFORE.replace("b } ]", "b, role: viewer, streams: [] }, { name: c, password: d, role: admin } ]"));
    }

    @Test
    void whatIsWrongIsPutBack() throws Exception {
        update("io.sluice.rtsp", Map.of("listen", "nowhere"));
        await(() -> ":8554".equals(properties("io.sluice.rtsp").get("listen")), () -> properties("io.sluice.rtsp"));
        update("io.sluice.rtsp", Map.of("what", "x"));
        await(() -> !properties("io.sluice.rtsp").containsKey("what"), () -> properties("io.sluice.rtsp"));
        create("1", Map.of("name", "a\u202eb", "sources", new String[] {"demo:"}));
        create("2", Map.of("sources", new String[] {"demo:"}));
        create("3", Map.of("name", "yard", "sources", new String[] {"rtsp://h/"}));
        create("4", Map.of("name", "good", "sources", new String[] {"rtsp://u:***@h/"}));
        await(
                () -> server.admin.all.keySet().stream()
                                .filter(pid -> pid.startsWith("io.sluice.stream"))
                                .count()
                        == 2,
                () -> server.admin.all.keySet());
        assertThat(file).hasContent(BEFORE);
    }

    @Test
    void whatStartsProgramsOrReachesFilesIsPutBack() throws Exception {
        create("p1", Map.of("name", "one", "sources", new String[] {"exec:/bin/sh"}));
        create("p2", Map.of("name", "two", "sources", new String[] {"ffmpeg:device?video=0"}));
        create("p3", Map.of("name", "three", "sources", new String[] {"ffmpeg:hall#raw=-y /tmp/x"}));
        update("io.sluice.ffmpeg", Map.of("bin", "/bin/sh"));
        update("io.sluice.exec", Map.of("allow_paths", new String[] {"/bin/sh"}));
        create("p4", Map.of("name", "four", "sources", new String[] {"ffmpeg:hall#audio=opus"}));

        awaitFile(BEFORE.replace("  yard: demo:\n", "  yard: demo:\n  four: ffmpeg:hall#audio=opus\n"));
        assertThat(server.admin.all.get("io.sluice.ffmpeg").getProperties().get("bin"))
                .isNull();
    }

    @Test
    void aGoodOneIsKeptBesideAWrongOne() throws Exception {
        create("1", Map.of("name", "bad", "sources", new String[] {"no scheme"}));
        create("2", Map.of("name", "good", "sources", new String[] {"demo:"}));
        awaitFile(BEFORE.replace("  yard: demo:\n", "  yard: demo:\n  good: \"demo:\"\n"));
        assertThat(server.admin.all).containsKey("io.sluice.stream~good").doesNotContainKey("io.sluice.stream~bad");
    }

    @Test
    void whatTheCommandLineSetsIsPutBack() throws Exception {
        server.close();
        server.set("rtsp.listen=:7");
        server.start();
        update("io.sluice.rtsp", Map.of("listen", ":9"));
        await(() -> ":7".equals(properties("io.sluice.rtsp").get("listen")), () -> properties("io.sluice.rtsp"));
        assertThat(file).hasContent(BEFORE);
    }

    @Test
    void whatWasMadeWhileNobodyLookedIsTakenOver() throws Exception {
        server.close();
        create("1", Map.of("name", "early", "sources", new String[] {"demo:"}));
        update("io.sluice.rtsp", Map.of("listen", ":9"));
        server.start();
        awaitFile(BEFORE.replace("  yard: demo:\n", "  yard: demo:\n  early: \"demo:\"\n")
                .replace(":8554", ":9"));
        assertThat(server.admin.all.keySet())
                .containsAll(Arrays.asList("io.sluice.stream~early", "io.sluice.stream~yard"));
        assertThat(server.admin.all).doesNotContainKey("io.sluice.stream~1");
    }

    @Test
    void whatStandsInTheFileWinsAtTheStart() throws Exception {
        server.close();
        Files.writeString(file, BEFORE.replace(":8554", ":7").replace("  yard: demo:\n", ""));
        server.start();
        assertThat(properties("io.sluice.rtsp")).containsEntry("listen", ":7");
        awaitFile(BEFORE.replace(":8554", ":7").replace("  yard: demo:\n", ""));
    }

    @Test
    void aBrokenFileTakesNothing() throws Exception {
        Files.writeString(file, "rtsp: [");
        await(() -> "INVALID".equals(server.status.get("sluice.config.state")), () -> server.status);
        update("io.sluice.rtsp", Map.of("listen", ":9"));
        await(() -> ":8554".equals(properties("io.sluice.rtsp").get("listen")), () -> properties("io.sluice.rtsp"));
        assertThat(file).hasContent("rtsp: [");
    }
}
