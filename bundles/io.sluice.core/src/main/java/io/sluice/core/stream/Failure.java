/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.Opened;
import io.sluice.api.stream.Reason;

/**
 * What led to a close or made an attempt fail, and what shall follow.
 *
 * @param text for people, without credentials
 */
record Failure(Reason reason, String text, Opened.Retry retry) {}
