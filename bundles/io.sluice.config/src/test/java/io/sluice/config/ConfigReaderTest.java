/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ConfigReaderTest {
    @TestFactory
    Stream<DynamicTest> refusesWithLineAndReason() throws Exception {
        return cases("refused.txt")
                .map(c -> DynamicTest.dynamicTest(c.title(), () -> {
                    ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> read(c.input()));
                    assertThat(wrong).as("refused: %s", c.input()).isNotNull();
                    String all = String.join("\n", wrong.problems());
                    for (String expected : c.expected().lines().toList()) {
                        assertThat(all).contains(expected);
                    }
                    assertThat(all).doesNotContain("S3cr3t");
                }));
    }

    @TestFactory
    Stream<DynamicTest> readsIntoProperties() throws Exception {
        return cases("accepted.txt")
                .map(c -> DynamicTest.dynamicTest(c.title(), () -> {
                    ConfigModel model = read(c.input());
                    var all = new ArrayList<String>();
                    model.sections().forEach((pid, properties) -> describe(all, pid, properties));
                    model.streams().forEach((name, properties) -> describe(all, "stream " + name, properties));
                    model.notes().forEach(note -> all.add(note.toString()));
                    assertThat(all).containsAll(c.expected().lines().toList());
                }));
    }

    private static void describe(List<String> all, String what, Map<String, Object> properties) {
        properties.forEach((key, value) ->
                all.add(what + " " + key + "=" + (value instanceof String[] list ? List.of(list) : value)));
    }

    @Test
    void writesEveryTuningKeyWithItsDefault() throws Exception {
        assertThat(read("").sections().get("io.sluice.tuning"))
                .containsEntry("hold", "30s")
                .containsEntry("slow_close", "10s")
                .containsEntry("linger", "5s")
                .containsEntry("linger_local", "0s")
                .containsEntry("open", "10s")
                .containsEntry("start", "10s")
                .containsEntry("handover", "5s")
                .containsEntry("stall", "5s")
                .containsEntry("close", "3s")
                .containsEntry("retry.first", "500ms")
                .containsEntry("retry.factor", 1.6)
                .containsEntry("retry.cap", "30s")
                .containsEntry("retry.reset", "30s")
                .containsEntry("retry.jitter", 0.2)
                .containsEntry("retry.auth_tries", 3)
                .containsEntry("retry.auth_window", "5m")
                .containsEntry("adhoc", false)
                .containsEntry("check_interval", "10s")
                .containsEntry("max_streams", 4096)
                .containsEntry("max_viewers", 4096)
                .hasSize(21);
    }

    @Test
    void theFileOfTheFirstStartIsRightAndHasTheDemoStream() throws Exception {
        ConfigModel model = ConfigReader.read("sluice.yaml", DefaultFile.content(), List.of());
        assertThat(model.streams()).containsOnlyKeys("demo");
        assertThat(model.notes()).allMatch(note -> note.verdict() == Note.Verdict.USED);
    }

    @Test
    void commentedLinesOfTheFirstFileAreRightToo() throws Exception {
        String all = new String(DefaultFile.content(), StandardCharsets.UTF_8)
                .lines()
                .skip(2)
                .map(line -> line.replaceFirst("^(  )?# ", "$1"))
                .reduce("", (a, b) -> a + b + "\n");
        assertThat(read(all).streams()).containsOnlyKeys("demo", "hall", "yard", "door");
    }

    @Test
    void theDocumentationNamesEveryKeyWithItsDefault() throws Exception {
        String page = Files.readString(Path.of("..", "..", "docs", "configuration.md"));
        for (Section section : Schema.SECTIONS) {
            section.keys().forEach((path, key) -> {
                if (!key.later()) {
                    boolean none = key.normal() == null || key.normal() instanceof String[] list && list.length == 0;
                    String normal = none ? "" : "`" + key.normal() + "`";
                    assertThat(page.lines())
                            .as(section.name() + "." + path)
                            .anyMatch(line -> line.startsWith("| `" + section.name() + "." + path + "` | " + normal));
                }
            });
        }
    }

    @Test
    void refusesTooManyStreams() {
        StringBuilder yaml = new StringBuilder("streams:\n");
        for (int i = 0; i < 5000; i++) {
            yaml.append("  s").append(i).append(": demo:\n");
        }
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> read(yaml.toString()));
        assertThat(wrong).hasMessage("test.yaml:4098: there are more than 4096 streams");
    }

    @Test
    void refusesALargeFile() {
        ConfigException wrong =
                catchThrowableOfType(ConfigException.class, () -> read("#".repeat(YamlText.MAX_BYTES + 1)));
        assertThat(wrong).hasMessage("test.yaml: is larger than 1048576 bytes");
    }

    @Test
    void refusesAliasesThatMultiply() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            String alias = "*a" + (i - 1) + ", ";
            yaml.append("a%d: &a%d [".formatted(i, i)).append(alias.repeat(10)).append("x]\n");
        }
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> read(yaml.toString()));
        assertThat(wrong).hasMessageContaining("aliases counted as what they stand for");
    }

    @Test
    void refusesDeepNestingWithoutAStackOverflow() {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> read("a: " + "[".repeat(200_000)));
        assertThat(wrong).hasMessage("test.yaml:1: is nested deeper than 16 levels");
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] latin = "streams:\n  hall: demo:\n  t\u00fcr: demo:\n".getBytes(StandardCharsets.ISO_8859_1);
        ConfigException wrong =
                catchThrowableOfType(ConfigException.class, () -> ConfigReader.read("test.yaml", latin, List.of()));
        assertThat(wrong).hasMessage("test.yaml:3: is not UTF-8");
    }

    private static ConfigModel read(String yaml) throws ConfigException {
        return ConfigReader.read("test.yaml", yaml.getBytes(StandardCharsets.UTF_8), List.of());
    }

    /** Cases of a file: {@code == title}, the YAML, {@code --}, one expectation a line; → stands for a tab. */
    private static Stream<Case> cases(String file) throws Exception {
        Path path = Path.of(ConfigReaderTest.class.getResource(file).toURI());
        return Stream.of(Files.readString(path).split("(?m)^== ")).skip(1).map(text -> {
            String[] parts = text.split("(?m)^--\n", 2);
            int end = parts[0].indexOf('\n');
            String input = parts[0].substring(end + 1).replace("→", "\t").replace("¤", "\u0001");
            return new Case(parts[0].substring(0, end), input, parts[1].strip());
        });
    }

    private record Case(String title, String input, String expected) {}
}
