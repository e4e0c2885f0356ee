/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a file holds: a model or a {@link ConfigException} with a place, never anything else, never a password. */
class RobustnessTest {
    private static final String[] PIECES = {
        "\n",
        "\t",
        ": ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "&a ",
        "*a",
        "!!str ",
        "!x ",
        "<<: ",
        "? ",
        "| ",
        "> ",
        "\"",
        "'",
        "#",
        "%",
        "@",
        "---\n",
        "...\n",
        "\u0000",
        "\uFEFF",
        "\u202E",
        "\uD83D\uDE00",
        "null",
        "~",
        "streams:",
        "tuning:",
        "demo:",
        "  "
    };

    @Test
    void survivesRandomChanges() throws Exception {
        String seeds = Files.readString(
                Path.of(RobustnessTest.class.getResource("accepted.txt").toURI()));
        String[] seed = seeds.split("(?m)^(?:--|== .*)$");
        long start = System.nanoTime();
        for (int round = 0; round < 12_000; round++) {
            var random = new Random(round);
            var text = new StringBuilder(seed[random.nextInt(seed.length)]);
            for (int i = random.nextInt(6); i >= 0; i--) {
                mutate(text, random);
            }
            read(round, text.toString().getBytes(StandardCharsets.UTF_8));
            maskAndEdit(round, text.toString(), random);
        }
        assertThat(System.nanoTime() - start).isLessThan(120_000_000_000L);
    }

    @Test
    void survivesRandomBytes() throws Exception {
        for (int round = 0; round < 5_000; round++) {
            var random = new Random(round);
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            read(round, bytes);
        }
    }

    private static void read(int round, byte[] bytes) {
        try {
            ConfigReader.read("test.yaml", bytes, List.of());
        } catch (ConfigException wrong) {
            assertThat(wrong.problems()).as("round %d", round).allMatch(p -> p.matches("(?s)test\\.yaml(:\\d+)?: .+"));
        } catch (RuntimeException | Error defect) {
            throw new AssertionError("round " + round + ": " + new String(bytes, StandardCharsets.UTF_8), defect);
        }
    }

    /** What can be parsed is shown and edited without surprises, whatever it looks like. */
    private static void maskAndEdit(int round, String text, Random random) {
        try {
            String masked = Masking.masked("t", text);
            String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
            YamlText.parse("t", plain);
            if (!text.contains("***")) {
                assertThat(Masking.unmasked("t", text, masked))
                        .as("round %d", round)
                        .isEqualTo(text);
            }
            String section = random.nextBoolean() ? "streams" : "tuning";
            YamlEdit.set("t", plain, List.of(section, "hold"), random.nextBoolean() ? "1s" : null);
        } catch (ConfigException refused) {
            assertThat(refused.problems()).isNotEmpty();
        } catch (RuntimeException | Error defect) {
            throw new AssertionError("round " + round + ": " + text, defect);
        }
    }

    private static void mutate(StringBuilder text, Random random) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + random.nextInt(12));
        switch (random.nextInt(4)) {
            case 0 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
            case 1 -> text.delete(at, end);
            case 2 -> text.insert(random.nextInt(text.length() + 1), text.substring(at, end));
            default -> text.replace(at, end, String.valueOf((char) random.nextInt(0x300)));
        }
    }
}
