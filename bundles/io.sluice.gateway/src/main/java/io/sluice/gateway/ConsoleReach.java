/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Whether the Web Console answers others than this machine. */
@Component(service = ConsoleReach.class, configurationPid = ConsoleConfig.PID)
@Designate(ocd = ConsoleConfig.class)
public final class ConsoleReach {
    private volatile boolean remote;

    @Activate
    public ConsoleReach(Map<String, Object> properties) {
        modified(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        remote = "true".equals(String.valueOf(properties.get("remote")));
    }

    boolean remote() {
        return remote;
    }
}
