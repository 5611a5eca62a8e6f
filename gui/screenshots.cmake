# SPDX-License-Identifier: Apache-2.0
# Draws every page, light and dark, in English and Chinese: cmake --build --preset release --target screenshots
file(MAKE_DIRECTORY ${OUT})
foreach(language en zh)
  foreach(colours light dark)
    set(dark "")
    if(colours STREQUAL dark)
      set(dark --dark)
    endif()
    foreach(page result timeline pipeline tables compare hardware prices)
      execute_process(
        COMMAND ${PROGRAM} --screenshot ${OUT}/${page}-${colours}-${language}.png --page ${page} ${dark}
                --language ${language} --set cluster.device=h20-96gb ${SCENARIO}
        COMMAND_ERROR_IS_FATAL ANY)
    endforeach()
  endforeach()
endforeach()
