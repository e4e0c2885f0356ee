/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table {@code edits.txt}: a text, an edit, and the text after it, byte for byte. */
class YamlEditTest {
    record Case(String title, String before, String edit, String after) {
        @Override
        public String toString() {
            return title;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in = YamlEditTest.class.getResourceAsStream("edits.txt")) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(all.split("(?m)^== ")).skip(1).map(YamlEditTest::one);
        }
    }

    /** {@code ␍} stands for a carriage return, {@code ␄} for the end of a file without a line break. */
    private static Case one(String text) {
        String title = text.lines().findFirst().orElseThrow();
        String[] parts = text.substring(title.length() + 1).split("(?m)^-- ", -1);
        String edit = parts[1].lines().findFirst().orElseThrow();
        String after = parts[1].substring(edit.length() + 1);
        return new Case(title, plain(parts[0]), edit, plain(after));
    }

    private static String plain(String text) {
        return text.replace("␍", "\r").replace("␄\n", "");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void changesNothingElse(Case one) throws Exception {
        int equals = one.edit.indexOf(" = ");
        List<String> path = List.of((equals < 0 ? one.edit : one.edit.substring(0, equals)).split(" / "));
        Object value = equals < 0 ? null : value(one.edit.substring(equals + 3));
        String after;
        try {
            after = YamlEdit.set("t", one.before, path, value);
        } catch (ConfigException refused) {
            after = "refused: " + refused.getMessage() + "\n";
        }
        assertThat(after).isEqualTo(one.after);
    }

    private static Object value(String yaml) throws ConfigException {
        return Tree.plain(YamlText.parseValue("value", yaml));
    }
}
