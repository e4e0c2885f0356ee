/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/** Whether this server has a certificate, so that others than this machine must use it. */
@Component(service = Certificate.class, configurationPid = "io.sluice.tls")
public final class Certificate {
    private volatile boolean configured;

    @Activate
    public Certificate(Map<String, Object> properties) {
        modified(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        configured = !String.valueOf(properties.getOrDefault("cert", "")).isBlank()
                || "true".equals(String.valueOf(properties.get("self_signed")));
    }

    boolean configured() {
        return configured;
    }
}
