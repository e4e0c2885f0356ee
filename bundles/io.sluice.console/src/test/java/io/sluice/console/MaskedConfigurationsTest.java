/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.apache.felix.webconsole.spi.ValidationException;
import org.junit.jupiter.api.Test;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

class MaskedConfigurationsTest {
    private static final String PID = "io.sluice.stream~hall";
    private static final String CAMERA = "rtsp://user:secret@192.0.2.7/1";

    private final Map<String, Object> old = Map.of("sources", new String[] {CAMERA, "demo:"}, "url", CAMERA);

    private final MaskedConfigurations configurations =
            new MaskedConfigurations(FakeFramework.fake(ConfigurationAdmin.class, (name, arguments) -> {
                Configuration present =
                        FakeFramework.fake(Configuration.class, (method, none) -> FrameworkUtil.asDictionary(old));
                return arguments[0].equals("(service.pid=" + PID + ")") ? new Configuration[] {present} : null;
            }));

    @SuppressWarnings("JdkObsolete") // what Configuration Admin has
    private Dictionary<String, Object> update(String pid, String key, Object value)
            throws ValidationException, IOException {
        Dictionary<String, Object> form = new Hashtable<>();
        form.put(key, value);
        configurations.updateConfiguration(null, pid, form);
        return form;
    }

    @Test
    void aMaskedValueStandsForTheOneThatIsThere() throws Exception {
        assertThat((String[]) update(PID, "sources", new String[] {"sample:", "rtsp://user:***@192.0.2.7/1"})
                        .get("sources"))
                .containsExactly("sample:", CAMERA);
        assertThat(update(PID, "sources", List.of("rtsp://user:***@192.0.2.7/1"))
                        .get("sources"))
                .isEqualTo(List.of(CAMERA));
        assertThat(update(PID, "url", "rtsp://user:***@192.0.2.7/1").get("url")).isEqualTo(CAMERA);
    }

    @Test
    void aMaskThatStandsForNothingIsRefused() {
        assertThatThrownBy(() -> update(PID, "url", "rtsp://user:***@192.0.2.8/1"))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("url");
        assertThatThrownBy(() -> update("other", "url", "rtsp://user:***@192.0.2.7/1"))
                .isInstanceOf(ValidationException.class);
        assertThatThrownBy(() ->
                        update(PID, "sources", List.of("rtsp://user:***@192.0.2.7/1", "rtsp://user:***@192.0.2.7/1")))
                .isInstanceOf(ValidationException.class);
    }

    @Test
    void everythingElseIsStoredAsItIs() throws Exception {
        assertThat(update(PID, "url", "rtsp://user:new@192.0.2.9/1").get("url"))
                .isEqualTo("rtsp://user:new@192.0.2.9/1");
        assertThat(update(PID, "count", 3).get("count")).isEqualTo(3);
    }
}
