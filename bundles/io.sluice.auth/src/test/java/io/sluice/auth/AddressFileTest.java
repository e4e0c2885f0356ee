/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressFileTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:1984, , http://127.0.0.1:1984",
        "0.0.0.0:1984, '', http://127.0.0.1:1984",
        "[::]:1984, /sluice/, http://127.0.0.1:1984/sluice",
        "[0:0:0:0:0:0:0:0]:1984, , http://127.0.0.1:1984",
        "[::1]:1984, , http://[::1]:1984",
        "192.0.2.1:80, /x, http://192.0.2.1:80/x",
    })
    void namesAnAddressThatThisMachineReaches(String bound, String basePath, String url) {
        assertThat(AddressFile.url(bound, basePath)).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:1984, false",
        "127.1.2.3:1984, false",
        "localhost:1984, false",
        "[::1]:1984, false",
        "'', false",
        ":1984, true",
        "0.0.0.0:1984, true",
        "[::]:1984, true",
        "192.0.2.1:80, true",
        "127.example:80, true",
    })
    void knowsWhatOthersReach(String address, boolean open) {
        assertThat(OpenListeners.isOpen(address)).isEqualTo(open);
    }
}
