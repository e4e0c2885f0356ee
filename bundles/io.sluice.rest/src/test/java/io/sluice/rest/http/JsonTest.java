/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsWhatItWrites() throws ProblemException {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("text", "\u00e4 \"quoted\" </script>");
        tree.put("none", null);
        tree.put("items", Arrays.asList(1L, 2.5, true, null, List.of(), Map.of()));

        assertThat(Json.read(Json.write(tree))).isEqualTo(tree);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{} {}",
                "{'a':1}",
                "{\"a\":1,\"a\":2}",
                "[1,]",
                "nul",
                "1e999999999999",
                "99999999999999999999"
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> Json.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ProblemException.class)
                .extracting(problem -> ((ProblemException) problem).status())
                .isEqualTo(400);
    }

    @Test
    void refusesWhatIsNestedTooDeeply() {
        assertThatThrownBy(() -> Json.read("[".repeat(5000).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ProblemException.class);
    }
}
