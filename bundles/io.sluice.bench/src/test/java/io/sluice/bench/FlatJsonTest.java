/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FlatJsonTest {
    @Test
    void readsNumbersByPath() {
        assertThat(FlatJson.parse(
                        "{\"a\":1,\"b\":{\"c\":-2.5e1,\"d\":\"x\\\"}\"},\n \"e\":[1,{\"f\":2}],\"g\":{},\"h\":3}"))
                .containsAllEntriesOf(Map.of("a", 1.0, "b.c", -25.0, "h", 3.0))
                .doesNotContainKey("b.d");
    }

    @Test
    void refusesWhatIsCutOff() {
        assertThatThrownBy(() -> FlatJson.parse("{\"a\":1,")).isInstanceOf(IllegalArgumentException.class);
    }
}
